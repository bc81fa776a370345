/** Limits of invitations: whoever shares a calendar sends them. */

/** Invitations to calendars that one person has not answered: colleagues send them, and each is shown. */
export const MAX_INVITATIONS = 200;

/** People that one request invites to a calendar, each a change of his account in one append. */
export const MAX_INVITED = 100;

/** What a calendar is called in an invitation (characters): a line. */
export const MAX_SUMMARY = 500;
