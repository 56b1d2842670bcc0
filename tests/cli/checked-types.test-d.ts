// No test imports the program itself, which would run it; here the compiler sees all that it is made of, and the config.
export type Main = typeof import('../../src/cli/main.ts');
export type OwnConfig = typeof import('../../monotable.config.ts');
