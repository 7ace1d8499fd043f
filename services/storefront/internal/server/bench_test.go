package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/web"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// What a view costs whose shopper has not been here before, as a flood has it:
// the whole catalogue, half of it released.
func BenchmarkAViewOfTheList(b *testing.B) {
	redis := redistest.Embed(b)
	store := shop.NewStore(redis.Open(b))
	must(store.Seed(b.Context(), must(catalogue.Read(web.Catalogue())), 1))
	must(store.Release(b.Context(), []int{1, 2, 3, 4}))
	s := serve(b, redis, options{})
	s.await(b, "size-container")
	request := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	b.ReportAllocs()
	for b.Loop() {
		answer := httptest.NewRecorder()
		s.handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			b.Fatal(answer.Code)
		}
		b.SetBytes(int64(answer.Body.Len()))
	}
}
