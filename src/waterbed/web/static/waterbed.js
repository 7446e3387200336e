// All that the workbench does by script. Every page works without it.
"use strict";

// The summary of errors is read first.
document.querySelector(".summary")?.focus();
