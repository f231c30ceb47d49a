import { highestFirst, lowestFirstZeroLast } from './task-queue.ts';
import type { PriorityOrder } from './task-queue.ts';

/** What stands behind the real server: an SQL database (SQLite, Postgres, MySQL), or Redis. */
export type Storage = 'sql' | 'redis';

/** Where the two behave differently to the outside. */
export interface StorageRules {
  /**
   * When a held poll answers: once `count` tasks are there or its time is up, looking every 100 ms, or as soon
   * as one task is there.
   */
  readonly answersWith: 'count' | 'one';
  readonly priorityOrder: PriorityOrder;
  /** Answer to the deletion of a task definition that is not there. */
  readonly absentDefinitionStatus: number;
}

export const STORAGE_RULES: Readonly<Record<Storage, StorageRules>> = {
  sql: { answersWith: 'count', priorityOrder: highestFirst, absentDefinitionStatus: 500 },
  redis: { answersWith: 'one', priorityOrder: lowestFirstZeroLast, absentDefinitionStatus: 404 },
};
