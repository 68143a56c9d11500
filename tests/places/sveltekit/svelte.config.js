import adapter from "@sveltejs/adapter-static";

export default {
  kit: { adapter: adapter() },
  vitePlugin: {
    // As in what `sv create` writes, each component of the project is in runes mode.
    dynamicCompileOptions: ({ filename }) =>
      filename.includes("node_modules") ? undefined : { runes: true },
  },
};
