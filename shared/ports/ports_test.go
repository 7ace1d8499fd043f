package ports

import (
	"net"
	"slices"
	"testing"
)

func TestFreeAddressesDifferAndCanBeListenedOn(t *testing.T) {
	all, err := Free(50)
	if err != nil {
		t.Fatal(err)
	}
	if different := slices.Compact(slices.Sorted(slices.Values(all))); len(different) != 50 {
		t.Errorf("%d different addresses, want 50: %v", len(different), all)
	}
	for _, address := range all {
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Error(err)
			continue
		}
		defer listener.Close()
	}
}
