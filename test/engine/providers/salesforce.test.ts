import { providerContract } from "../../contracts/provider.ts";

providerContract("salesforce");
