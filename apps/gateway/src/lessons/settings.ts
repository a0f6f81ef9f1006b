import { Type } from 'typebox'

/** Set by `npm start -- --lessons`. */
export const LessonsControlSetting = {
  LESSONS_CONTROL: Type.Optional(
    Type.String({
      description: 'Unix socket of npm start, which kills, pauses, starts and scales processes',
    }),
  ),
}
