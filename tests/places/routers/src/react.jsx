import { createRoot } from "react-dom/client";
import { createBrowserRouter, Link, Outlet, RouterProvider, useLocation } from "react-router";

function Layout() {
  return (
    <>
      <nav>
        <Link to="/">Opening hours</Link> <Link to="/help">Help</Link> <Link to="/more">More</Link>
      </nav>
      <Outlet />
      <output>{useLocation().pathname}</output>
    </>
  );
}

const router = createBrowserRouter([
  {
    Component: Layout,
    children: [
      { path: "/", element: <h1>Opening hours</h1> },
      { path: "/help", element: <h1>Help</h1> },
      { path: "/more", element: <h1>More</h1> },
    ],
  },
]);

createRoot(document.getElementById("root")).render(<RouterProvider router={router} />);
