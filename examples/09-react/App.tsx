import { useState } from "react";
import QuickExit from "./QuickExit";

/** Two views, as a router shows them: the component is put in, taken away, and put in again. */
export default function App() {
  const [view, setView] = useState("help");
  return (
    <main>
      <button onClick={() => setView(view === "help" ? "hours" : "help")}>Help, or opening hours</button>
      {view === "help" ? <QuickExit /> : <p>Monday to Friday, nine to five.</p>}
    </main>
  );
}
