// What every pupil's page needs: the way out, and the way to tell somebody.

import "./dialogs.js";
import { watchForHiding } from "./hide.js";
import { watchForWorry } from "./worry.js";

watchForHiding();
watchForWorry();
