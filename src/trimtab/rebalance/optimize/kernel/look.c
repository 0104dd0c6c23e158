/* One pass over a point: which trades and pairs of sides are in doubt. */
#include "doubts.h"

#include <math.h>

/* Under the smallest trade, and not nought. */
int is_small(const Doubts *d, int trade, double traded)
{
    return traded > NOUGHT && traded < d->least[trade] - NOUGHT;
}

/* A part of a step, or of the odd rest beyond all steps, which is all or nothing. */
int is_part(const Doubts *d, int trade, double traded)
{
    double step = d->step[trade], whole = d->whole[trade] * step;
    if (step <= 0.0)
        return 0;
    if (traded > whole + NOUGHT)
        return fabs(whole + d->rest[trade] - traded) > NOUGHT;
    double steps = traded / step;
    return fabs(steps - rint(steps)) > NOISE;
}

/* The whole steps below and above. */
void ends(const Doubts *d, int trade, double traded, double *down, double *up)
{
    double step = d->step[trade], whole = d->whole[trade] * step, steps = traded / step;
    *down = fmin(floor(steps) * step, whole);
    *up = ceil(steps) * step;
    if (*up > whole)
        *up = whole + d->rest[trade];
}

/* The most that a column may be, never quite nought. */
double most_of(const Doubts *d, int column)
{
    return fmax(d->upper[column], NOISE);
}

/* Which sides of each pair are used; how many pairs use both. */
int sides_used(const Doubts *d, const double *values)
{
    int both = 0;
    for (int n = 0; n < 2 * d->pairs; n++)
        d->is_used[n] = 0;
    for (int n = 0; n < d->these_count; n++)
        if (values[d->these[n]] > NOUGHT)
            d->is_used[d->these_of[n]] = 1;
    for (int n = 0; n < d->those_count; n++)
        if (values[d->those[n]] > NOUGHT)
            d->is_used[d->pairs + d->those_of[n]] = 1;
    for (int pair = 0; pair < d->pairs; pair++)
        both += d->is_used[pair] && d->is_used[d->pairs + pair];
    return both;
}

/* Lists the pairs that use both sides, and of each pair the largest share of its most that one of these has. */
int side_shares(const Doubts *d, const double *values)
{
    int count = 0;
    sides_used(d, values);
    for (int pair = 0; pair < d->pairs; pair++) {
        d->share[pair] = 0.0;
        if (d->is_used[pair] && d->is_used[d->pairs + pair])
            d->list[count++] = pair;
    }
    for (int n = 0; n < d->these_count; n++) {
        double share = values[d->these[n]] / most_of(d, d->these[n]);
        if (share > d->share[d->these_of[n]])
            d->share[d->these_of[n]] = share;
    }
    return count;
}

/* Sorts a list by the key of each, the least first, those alike as they stood. */
void order_by_key(int32_t *list, int count, const double *key)
{
    for (int n = 1; n < count; n++) {
        int32_t moved = list[n];
        int place = n;
        for (; place > 0 && key[list[place - 1]] > key[moved]; place--)
            list[place] = list[place - 1];
        list[place] = moved;
    }
}

/* How many trades are under the smallest, have a part of a step, and how many pairs use both sides. */
void doubts_look(const Doubts *d, const double *values, int32_t *counts)
{
    counts[0] = counts[1] = 0;
    for (int trade = 0; trade < d->trades; trade++) {
        double traded = values[d->column[trade]];
        counts[0] += is_small(d, trade, traded);
        counts[1] += is_part(d, trade, traded);
    }
    counts[2] = sides_used(d, values);
}

/* Whether all parts of steps are of trades whose rounding is all that the columns of their rows have to take. */
int doubts_are_parts_apart(const Doubts *d, const double *values)
{
    for (int trade = 0; trade < d->trades; trade++)
        if (!d->is_apart[trade] && is_part(d, trade, values[d->column[trade]]))
            return 0;
    return 1;
}

/* Whether each trade is made, or not, in the whole region. */
int doubts_are_lines_settled(const Doubts *d, const Region *region)
{
    for (int trade = 0; trade < d->trades; trade++) {
        int j = d->column[trade];
        if (region->lower[j] == 0.0 && region->upper[j] > 0.0)
            return 0;
    }
    return 1;
}

static int keeps_rows_and_bounds(const Doubts *d, const double *values)
{
    for (int j = 0; j < d->width; j++)
        if (!(values[j] >= d->lower[j] - NOISE && values[j] <= d->upper[j] + NOISE))
            return 0;
    for (int row = 0; row < d->height; row++) {
        double activity = 0.0, size = 0.0;
        for (int n = d->starts[row]; n < d->starts[row + 1]; n++) {
            double term = d->value[n] * values[d->index[n]];
            activity += term;
            size += fabs(term);
        }
        double slack = NOISE * fmax(1.0, size);
        if (activity < d->row_lower[row] - slack || activity > d->row_upper[row] + slack)
            return 0;
    }
    return 1;
}

/* Whether a point keeps every row, every bound, yes or no, and every trade and pair of sides, to the tolerance. */
int doubts_is_feasible(const Doubts *d, const double *values)
{
    int32_t counts[3];
    doubts_look(d, values, counts);
    if (counts[0] || counts[1] || counts[2])
        return 0;
    for (int n = 0; n < d->choices; n++) {
        double now = values[d->choice[n]];
        if (fabs(now - rint(now)) > NOISE)
            return 0;
    }
    return keeps_rows_and_bounds(d, values);
}
