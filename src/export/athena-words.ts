// Athena user guide: Escape reserved keywords in queries, "Reserved keywords to escape in DDL statements".
const IN_DDL =
  'ALL ALTER AND ARRAY AS AUTHORIZATION BETWEEN BIGINT BINARY BOOLEAN BOTH BY CASE CASHE CAST CHAR COLUMN CONF ' +
  'CONSTRAINT COMMIT CREATE CROSS CUBE CURRENT CURRENT_DATE CURRENT_TIMESTAMP CURSOR DATABASE DATE DAYOFWEEK DECIMAL ' +
  'DELETE DESCRIBE DISTINCT DIV DOUBLE DROP ELSE END EXCHANGE EXISTS EXTENDED EXTERNAL EXTRACT FALSE FETCH FLOAT FLOOR ' +
  'FOLLOWING FOR FOREIGN FROM FULL FUNCTION GRANT GROUP GROUPING HAVING IF IMPORT IN INNER INSERT INT INTEGER INTERSECT ' +
  'INTERVAL INTO IS JOIN LATERAL LEFT LESS LIKE LOCAL MACRO MAP MORE NONE NOT NULL NUMERIC OF ON ONLY OR ORDER OUT OUTER ' +
  'OVER PARTIALSCAN PARTITION PERCENT PRECEDING PRECISION PRESERVE PRIMARY PROCEDURE RANGE READS REDUCE REGEXP ' +
  'REFERENCES REVOKE RIGHT RLIKE ROLLBACK ROLLUP ROW ROWS SELECT SET SMALLINT START TABLE TABLESAMPLE THEN TIME ' +
  'TIMESTAMP TO TRANSFORM TRIGGER TRUE TRUNCATE UNBOUNDED UNION UNIQUEJOIN UPDATE USER USING UTC_TIMESTAMP VALUES ' +
  'VARCHAR VIEWS WHEN WHERE WINDOW WITH';
// The words of queries that the list above has not: Athena's engine is Trino (its documentation: Keywords and identifiers).
const IN_SELECT =
  'AUTO CURRENT_CATALOG CURRENT_PATH CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_USER DEALLOCATE ESCAPE EXCEPT EXECUTE ' +
  'JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LISTAGG LOCALTIME LOCALTIMESTAMP ' +
  'NATURAL NORMALIZE PREPARE RECURSIVE SKIP TRIM UESCAPE UNNEST';

const RESERVED: ReadonlySet<string> = new Set(`${IN_DDL} ${IN_SELECT}`.toLowerCase().split(' '));

/** Whether a name in lower case has to be quoted in statements of Athena, be it to make a table or to query it. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/** A name in a statement that makes a table: in backticks where it needs them. */
export function ddlName(name: string): string {
  return isPlain(name) ? name : `\`${name}\``;
}

/** A name in a query or view: in double quotes where it needs them. */
export function queryName(name: string): string {
  return isPlain(name) ? name : `"${name}"`;
}

/** A text in a statement that makes a table; Hive reads backslashes. */
export function ddlText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A text in a query or view. */
export function queryText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Names that begin with an underscore or a digit are quoted, too (Name databases, tables, and columns). */
function isPlain(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name) && !isReserved(name);
}
