// The card "What do I do now?" comes with one key from every page of staff and teachers, whatever they are typing.
import { openDialog } from "./dialogs.js";

addEventListener("keydown", (event) => {
  if (event.key !== "F2" || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
  const card = document.getElementById("incident");
  if (!(card instanceof HTMLDialogElement)) return;
  event.preventDefault();
  openDialog(card);
});
