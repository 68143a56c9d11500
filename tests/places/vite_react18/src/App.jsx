import { useState } from "react";
import Help from "./Help.jsx";

export default function App() {
  const [path, setPath] = useState(location.pathname);
  function go(event) {
    event.preventDefault();
    history.pushState(null, "", event.currentTarget.pathname);
    setPath(location.pathname);
  }
  return (
    <>
      <nav>
        <a href="/" onClick={go}>Opening hours</a> <a href="/help" onClick={go}>Help</a>
      </nav>
      {path === "/help" ? <Help /> : <h1>Opening hours</h1>}
    </>
  );
}
