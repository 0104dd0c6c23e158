/* What it costs to move a trade by a part of a step, where only the columns of its own rows give way.

   A class's distance from its goal gives way at its next piece's price, whichever way; what more rows share (cash, the
   year's result) counts at the answer's prices. So each trade's nearer steps can be told apart without a linear program. */
#include "doubts.h"

#include <math.h>

#define NEVER 1e9   /* thousands of USD for a unit: the row gives way no further */
#define LITTLE 1e-9

/* Columns of the row that can make up for a shift of what it adds up to: their room and price; first the row's slack. */
static int pieces(const Doubts *d, const Region *region, const double *values, const double *reduced,
                  const double *duals, int row, double shift)
{
    int count = 1;
    double activity = 0.0, sign = shift > 0.0 ? 1.0 : -1.0;
    for (int n = d->starts[row]; n < d->starts[row + 1]; n++) {
        int j = d->index[n];
        double value = d->value[n] * sign;
        activity += d->value[n] * values[j];
        if (!d->is_own[j] || value == 0.0)
            continue;
        double room = value > 0.0 ? values[j] - region->lower[j] : region->upper[j] - values[j];
        double price = value > 0.0 ? -reduced[j] : reduced[j];
        d->room[count] = fmax(room, 0.0) * fabs(value);
        d->cheap[count++] = fmax(price, 0.0) / fmax(fabs(value), LITTLE);
    }
    d->room[0] = fmax(shift > 0.0 ? d->row_upper[row] - activity : activity - d->row_lower[row], 0.0);
    d->cheap[0] = fmax(duals[row] * sign, 0.0);
    return count;
}

/* What the row's own columns cost to make up for such a shift, the cheapest first. */
static double given_way(const Doubts *d, int count, double need)
{
    double cost = 0.0;
    for (int n = 0; n < count; n++)
        d->order[n] = n;
    order_by_key(d->order, count, d->cheap);
    for (int n = 0; n < count && need > 0.0; n++) {
        double used = fmin(d->room[d->order[n]], need);
        cost += used * d->cheap[d->order[n]];
        need -= used;
    }
    return cost + NEVER * fmax(need - LITTLE, 0.0);
}

/* What it would cost to move each trade by so much, each by itself. */
void rounding_costs(const Doubts *d, const Region *region, const double *values, const double *reduced,
                    const double *duals, const double *by, double *cost)
{
    for (int trade = 0; trade < d->trades; trade++)
        cost[trade] = reduced[d->column[trade]] * by[trade];
    for (int row = 0; row < d->height; row++) {
        if (!d->has_own[row])
            continue;
        for (int n = d->starts[row]; n < d->starts[row + 1]; n++) {
            int trade = d->trade_of[d->index[n]];
            if (trade < 0 || by[trade] == 0.0)
                continue;
            double shift = d->value[n] * by[trade];
            int count = pieces(d, region, values, reduced, duals, row, shift);
            cost[trade] += given_way(d, count, fabs(shift));
        }
    }
}
