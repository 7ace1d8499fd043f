package shop

// An Event is a Released, a StockChanged, a Purchased or a Renewed.
type Event interface{ event() }

// Released says that a product may be bought now. It comes again when somebody
// releases the product again.
type Released struct{ ProductID int }

// StockChanged says that another number of an item is left.
type StockChanged struct {
	ProductID, ItemID int
	Before, Available int
}

// Purchased says that a cart was bought, after the changes of stock that this
// made. Who missed it reads the Orders.
type Purchased struct {
	Handle   string // of the cart
	Version  uint64 // of the cart
	Items    []int  // ids
	TotalUSD int    // whole dollars
}

// Renewed says that the catalogue is another: the first one, one with other
// products, or one whose releases were taken back. What was shown of it has to
// be shown anew.
type Renewed struct{}

func (Released) event()     {}
func (StockChanged) event() {}
func (Purchased) event()    {}
func (Renewed) event()      {}

// Level is the level of what is left.
func (c StockChanged) Level() Level { return LevelOf(c.Available) }

// Announced reports whether shoppers are told: when the level is another, and
// whenever somebody finds that nothing is left.
func (c StockChanged) Announced() bool {
	level := c.Level()
	return level == Out || level != LevelOf(c.Before)
}
