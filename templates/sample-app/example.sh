curl -i -X PUT $URL/api/spare-parts/first -H 'Content-Type: application/json' -d '{"name":"The first one"}' # add-service: store
curl -i $URL/api/spare-parts?limit=3 # add-service: store
curl -i $URL/api/computed-parts?name=First # add-service: no store
