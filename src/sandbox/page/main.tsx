import { createRoot } from "react-dom/client";
import "slack-blocks-to-jsx/dist/style.css";
import "./page.css";
import "./chat.css";
import "./teams.css";
import "./crm.css";
import { App } from "./app.tsx";

const place = document.getElementById("page");
if (place !== null) createRoot(place).render(<App />);
