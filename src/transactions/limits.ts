/** Actions in one transaction (Developer guide: Service quotas, "DynamoDB transactions"). */
export const MAX_ACTIONS = 100;

/** The items of one transaction together (the same page). */
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** Characters of a ClientRequestToken (API reference: TransactWriteItems). */
export const MAX_TOKEN_LENGTH = 36;
