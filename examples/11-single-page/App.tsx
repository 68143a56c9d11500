import { BrowserRouter, Link, Route, Routes } from "react-router";

/** The router changes what is below the links. The snippet stands in index.html, outside of it. */
export default function App() {
  return (
    <BrowserRouter>
      <nav>
        <Link to="/courses">Courses</Link> <Link to="/hours">Hours</Link>
      </nav>
      <Routes>
        <Route path="/hours" element={<h1>Monday to Thursday, 6 to 9 p.m.</h1>} />
        <Route path="*" element={<h1>English, bookkeeping, first aid</h1>} />
      </Routes>
    </BrowserRouter>
  );
}
