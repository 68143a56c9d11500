import { renderToString } from "react-dom/server";
import Document from "./Document.jsx";

process.stdout.write(`<!doctype html>${renderToString(<Document />)}`);
