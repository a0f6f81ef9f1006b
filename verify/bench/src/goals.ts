/** What this repository wants of a figure. A goal that is not met is shown as such, and fails nothing. */
export interface Goal {
  name: string
  /** At most. */
  limit: number
  measured: number
}

export const isMet = ({ limit, measured }: Goal) => measured <= limit
