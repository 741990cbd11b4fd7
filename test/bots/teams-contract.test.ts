import { testBot } from "../contracts/bot.ts";
import { openTeamsRig } from "../fakes/teams-rig.ts";

testBot("teams", openTeamsRig);
