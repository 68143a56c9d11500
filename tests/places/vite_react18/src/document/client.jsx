import { hydrateRoot } from "react-dom/client";
import Document from "./Document.jsx";

hydrateRoot(document, <Document />);
