/* Many doubts of one kind settled at once, and regions narrowed by what the best point costs. */
#include "doubts.h"

#include <math.h>

/* Whether only whole shares may still be in doubt: lines, the prices of sides, and yes or no are settled. */
int doubts_is_settled(const Doubts *d, const Region *region, const double *values)
{
    for (int trade = 0; trade < d->trades; trade++) {
        int j = d->column[trade];
        if (region->lower[j] == 0.0 && region->upper[j] > 0.0)
            return 0;
    }
    for (int n = 0; n < d->choices; n++)
        if (region->lower[d->choice[n]] != region->upper[d->choice[n]])
            return 0;
    for (int n = 0; d->is_priced && n < d->these_count; n++) {
        int pair = d->these_of[n];
        if (d->price[pair] > 0.0 && !region->paid[pair] && values[d->these[n]] > NOUGHT)
            return 0;
    }
    return 1;
}

/* Pairs that use both sides: the clearer half each to the side of which more is used. */
void doubts_settle_sides(const Doubts *d, const Region *region, const double *values)
{
    int count = side_shares(d, values);
    for (int n = 0; n < count; n++)
        d->key[d->list[n]] = -fabs(d->share[d->list[n]] - 0.5);
    order_by_key(d->list, count, d->key);
    for (int pair = 0; pair < d->pairs; pair++)
        d->is_used[pair] = d->is_used[d->pairs + pair] = 0;
    for (int n = 0; n < (count + 1) / 2; n++)
        d->is_used[d->list[n] + (d->share[d->list[n]] >= 0.5 ? d->pairs : 0)] = 1; /* the side that goes */
    for (int n = 0; n < d->these_count; n++)
        if (d->is_used[d->these_of[n]])
            region->upper[d->these[n]] = 0.0;
    for (int n = 0; n < d->those_count; n++)
        if (d->is_used[d->pairs + d->those_of[n]])
            region->upper[d->those[n]] = 0.0;
}

static void settle_choices(const Doubts *d, const Region *region, const double *values)
{
    if (d->choices)
        broken(d, values);
    for (int n = 0; n < d->choices; n++) {
        int j = d->choice[n];
        region->lower[j] = region->upper[j] = d->yes[n] <= 0.0 && d->no[n] > 0.0 ? 1.0 : 0.0;
    }
}

/* What is traded pays its line, what is not stays as it is; so with sides, and with yes and no. */
void doubts_settle_used(const Doubts *d, const Region *region, const double *values)
{
    for (int trade = 0; trade < d->trades; trade++) {
        int j = d->column[trade];
        if (region->lower[j] != 0.0 || region->upper[j] <= 0.0)
            continue;
        if (values[j] > NOUGHT)
            region->lower[j] = d->least[trade];
        else
            region->upper[j] = 0.0;
    }
    sides_used(d, values);
    for (int pair = 0; pair < d->pairs; pair++)
        region->paid[pair] |= d->is_used[pair];
    for (int n = 0; n < d->these_count; n++)
        if (!d->is_used[d->these_of[n]])
            region->upper[d->these[n]] = 0.0;
    for (int n = 0; n < d->those_count; n++)
        if (d->is_used[d->those_of[n]])
            region->upper[d->those[n]] = 0.0;
    settle_choices(d, region, values);
}

/* Where each part goes and by how much that matters: by what both ends cost, where reduced costs are given. */
static int weigh_parts(const Doubts *d, const Region *region, const double *values, const double *reduced,
                       const double *duals, int count)
{
    int is_any_apart = 0;
    double *by_down = d->no, *by_up = d->yes;
    for (int trade = 0; trade < d->trades; trade++)
        by_down[trade] = by_up[trade] = 0.0;
    for (int n = 0; n < count; n++) {
        int trade = d->list[n];
        by_down[trade] = d->down[trade] - values[d->column[trade]];
        by_up[trade] = d->up[trade] - values[d->column[trade]];
        is_any_apart |= d->is_apart[trade];
    }
    rounding_costs(d, region, values, reduced, duals, by_down, d->below);
    rounding_costs(d, region, values, reduced, duals, by_up, d->above);
    return is_any_apart;
}

/* Parts of steps: half of them (of many two thirds), those where it matters most to which side they go. These are the
   sides that cost less by the reduced costs and duals of the point; without these (null) those that leave cash: sales up,
   buys down. Of many trades what is whole stays as it is. */
void doubts_settle_parts(const Doubts *d, const Region *region, const double *values, const double *reduced,
                         const double *duals)
{
    int count = 0, is_any_apart = 0;
    for (int trade = 0; trade < d->trades; trade++) {
        int j = d->column[trade];
        if (is_part(d, trade, values[j])) {
            d->list[count++] = trade;
            ends(d, trade, values[j], &d->down[trade], &d->up[trade]);
            d->below[trade] = d->above[trade] = 0.0;
        } else if (d->are_many && d->step[trade] > 0.0) {
            region->lower[j] = region->upper[j] = values[j];
        }
    }
    if (reduced)
        is_any_apart = weigh_parts(d, region, values, reduced, duals, count);
    for (int n = 0; n < count; n++) {
        int trade = d->list[n];
        d->key[trade] = is_any_apart ? -fabs(d->above[trade] - d->below[trade]) : -fabs(d->worth[trade]) * d->step[trade];
    }
    order_by_key(d->list, count, d->key);
    count = d->are_many ? (2 * count + 2) / 3 : (count + 1) / 2;
    for (int n = 0; n < count; n++) {
        int trade = d->list[n], j = d->column[trade];
        int is_up = d->above[trade] != d->below[trade] ? d->above[trade] < d->below[trade] : d->worth[trade] > 0.0;
        region->lower[j] = region->upper[j] = is_up ? d->up[trade] : d->down[trade];
    }
}

/* Each trade as it is, at least the smallest. */
void doubts_guess(const Doubts *d, const double *values, double *guess)
{
    for (int trade = 0; trade < d->trades; trade++)
        guess[trade] = fmax(values[d->column[trade]], d->least[trade]);
}

/* Rule out what would cost more than there is to spare: trades at nought, and more of them than would pay. */
void doubts_narrow(const Doubts *d, const Region *region, const double *reduced, double spare)
{
    for (int trade = 0; trade < d->trades; trade++) {
        int j = d->column[trade];
        double upper = region->upper[j], slope = reduced[j] - d->fee[trade] / fmax(upper, NOISE);
        if (region->lower[j] != 0.0 || upper <= 0.0 || reduced[j] <= 0.0 || slope <= 0.0)
            continue;
        double most = fmax(spare - d->fee[trade], 0.0) / slope, step = d->step[trade];
        if (step > 0.0)
            most = floor(most / step + NOISE) * step;
        if (most < d->least[trade])
            most = 0.0;
        region->upper[j] = fmin(upper, most);
    }
}
