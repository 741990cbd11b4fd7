/** Stages of deals that all CRMs know, and those that only one of them has. */
export const dealStages = {
  both: ["Prospecting", "Qualification", "Proposal/Price Quote", "Negotiation/Review", "Closed Won", "Closed Lost"],
  salesforce: ["Needs Analysis", "Value Proposition"],
  hubspot: ["appointmentscheduled", "decisionmakerboughtin"],
  pipedrive: ["Contact Made", "Demo Scheduled"],
} as const;

/** In the order of a lead's life; a new lead is in the first. */
export const leadStatuses = [
  "Open - Not Contacted",
  "Working - Contacted",
  "Closed - Converted",
  "Closed - Not Converted",
] as const;

/** What companies buy: a deal is named after the company, one of these and a year. */
export const dealSubjects = [
  "Expansion",
  "Framework Agreement",
  "Maintenance",
  "Migration",
  "New Site",
  "Pilot",
  "Renewal",
  "Replacement",
  "Spare Parts",
  "Support",
  "Training",
  "Upgrade",
] as const;
