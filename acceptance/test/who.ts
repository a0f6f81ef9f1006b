/** Who sends a request: nobody has no token; ada and bob are two customers. */
export type Who = 'nobody' | 'ada' | 'bob' | 'operator'

/** What a table of who may do what expects: a status, or what the response contains, where each sees only what is theirs. */
export type Expected =
  | '401'
  | '403'
  | '404'
  | '200'
  | '201'
  | 'listed'
  | 'not listed'
  | 'same order' // start-clean removes this line
  | 'own order' // start-clean removes this line
