/**
 * The most bytes of UTF-8 in a partition key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_PARTITION_KEY_BYTES = 2048;

/**
 * The most bytes of UTF-8 in a sort key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_SORT_KEY_BYTES = 1024;
