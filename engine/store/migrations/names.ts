/**
 * Of both dialects, oldest first; a name is never changed once released. Apart from the migrations themselves, so that a
 * start that has nothing to migrate need not load them; a test holds both against it.
 */
export const migrationNames = [
  "Migration20261121000000",
  "Migration20261121110000",
  "Migration20261121120000",
  "Migration20261121130000",
  "Migration20261121140000",
  "Migration20261121170000",
  "Migration20261122000000",
  "Migration20261122010000",
];
