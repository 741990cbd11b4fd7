import { testBot } from "../contracts/bot.ts";
import { testHealing } from "../contracts/bot-heals.ts";
import { openTeamsRig } from "../fakes/teams-rig.ts";

testBot("teams", openTeamsRig);
testHealing("teams", openTeamsRig);
