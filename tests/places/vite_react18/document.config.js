import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `vite build --config document.config.js`, and with `--ssr src/document/server.jsx` the server's part.
export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react()],
  build: isSsrBuild
    ? { outDir: "dist-server" }
    : {
        outDir: "dist-document",
        rollupOptions: {
          input: "src/document/client.jsx",
          output: { entryFileNames: "client.js" },
        },
      },
}));
