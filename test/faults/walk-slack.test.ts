import { walkStory } from "./walk-story.ts";

walkStory("slack");
