import { Type } from 'typebox'

/** Lessons: faults on purpose, for teaching (docs/operations.md). Nothing else of this folder is loaded without them. */
export const LessonsSettings = {
  LESSONS: Type.Enum(['off', 'on'], {
    default: 'off',
    description: 'on lets whoever reaches LESSONS_PORT cause faults, for teaching; never in production',
  }),
  LESSONS_PORT: Type.Integer({
    default: 9_470,
    minimum: 0,
    maximum: 65_535,
    description: 'port for them, with LESSONS=on; never publish it',
  }),
}
