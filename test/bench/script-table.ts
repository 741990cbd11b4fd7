import { defineEntity, p } from "@mikro-orm/core";

/** The one table of the usual script; `dirty` marks what is to be sent. */
export const Contact = defineEntity({
  name: "Contact",
  tableName: "contacts",
  properties: {
    Id: p.text().primary(),
    SystemModstamp: p.text(),
    FirstName: p.text().nullable(),
    LastName: p.text(),
    Email: p.text().nullable(),
    Phone: p.text().nullable(),
    Title: p.text().nullable(),
    AccountId: p.text().nullable(),
    LeadSource: p.text().nullable(),
    Do_Not_Sync__c: p.boolean(),
    MobilePhone: p.text().nullable(),
    Department: p.text().nullable(),
    MailingStreet: p.text().nullable(),
    MailingCity: p.text().nullable(),
    MailingPostalCode: p.text().nullable(),
    MailingCountry: p.text().nullable(),
    Description: p.text().nullable(),
    HasOptedOutOfEmail: p.boolean(),
    Score__c: p.double().nullable(),
    Last_Activity__c: p.text().nullable(),
    dirty: p.boolean().default(false).index(),
  },
});
