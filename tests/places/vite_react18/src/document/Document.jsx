import { useEffect } from "react";

export default function Document() {
  useEffect(() => {
    document.documentElement.dataset.hydrated = "";
  }, []);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href="data:," />
        <title>Partner</title>
      </head>
      <body>
        <h1>Write to us</h1>
        <textarea aria-label="Message" />
        <script async type="module" src="/client.js" />
      </body>
    </html>
  );
}
