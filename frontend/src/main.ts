// Everything the pages need of script: htmx for fragments, the keyboard, the theme button, the pickers.
import "htmx.org";
import { tellClocks } from "./clock";
import { listenToKeys } from "./keys";
import { tendPickers } from "./pickers";
import { closeMenus, showWhereOneIs } from "./menus";
import { offerNames } from "./mentions";
import { offerSearch } from "./search";
import { offerThemes } from "./themes";
import { keepSelection } from "./selection";
import { defineTable } from "./table";
import { keepUnsent } from "./unsent";

offerThemes();
listenToKeys(offerSearch());
tendPickers();
keepSelection();
defineTable();
offerNames();
tellClocks();
closeMenus();
showWhereOneIs();
keepUnsent();
