/* Which doubt is settled next, and a region narrowed to one answer to it. What is found is three numbers: the kind, which
   of its kind, and the answer that is tried first. */
#include "doubts.h"

#include <math.h>

#define ONE_BY_ONE 3    /* pairs of sides: of more, half are settled at once */
#define NEVER (-1.0)
#define PER_DOLLAR 0.02 /* what a dollar rounded is thought to cost, to compare doubts by */

typedef struct {
    double gap;
    int which;
} Gap;

/* By how much the line's price is not in the bound; a trade under the smallest counts as well by what it lacks. */
static double gap_of_line(const Doubts *d, const Region *region, const double *values, int trade)
{
    int j = d->column[trade];
    double traded = values[j];
    if (region->lower[j] != 0.0 || traded <= NOUGHT)
        return NEVER;
    double lacks = fmin(traded, fmax(d->least[trade] - traded, 0.0));
    return d->fee[trade] * (1.0 - traded / fmax(region->upper[j], NOISE))
           + lacks * fabs(d->worth[trade]) * PER_DOLLAR;
}

/* What rounding a part of a step to the nearer end is thought to cost. */
static double gap_of_part(const Doubts *d, const Region *region, const double *values, int trade)
{
    double down, up, traded = values[d->column[trade]];
    (void)region;
    if (!is_part(d, trade, traded))
        return NEVER;
    ends(d, trade, traded, &down, &up);
    return fmin(traded - down, up - traded) * fabs(d->worth[trade]) * PER_DOLLAR;
}

typedef double (*GapOf)(const Doubts *d, const Region *region, const double *values, int trade);

/* The trade with the largest gap of one kind. */
static Gap trade_gap(const Doubts *d, const Region *region, const double *values, GapOf gap_of)
{
    Gap most = {NEVER, 0};
    for (int trade = 0; trade < d->trades; trade++) {
        double gap = gap_of(d, region, values, trade);
        if (gap > most.gap)
            most = (Gap){gap, trade};
    }
    return most;
}

/* The trades with the largest gaps of one kind, at most so many, the largest first; how many there are. */
static int widest(const Doubts *d, const Region *region, const double *values, GapOf gap_of, int most, int32_t *found)
{
    int count = 0;
    for (int trade = 0; trade < d->trades; trade++) {
        double gap = gap_of(d, region, values, trade);
        if (gap <= 0.0)
            continue;
        d->key[trade] = -gap;
        d->list[count++] = trade;
    }
    order_by_key(d->list, count, d->key);
    count = count < most ? count : most;
    for (int n = 0; n < count; n++)
        found[n] = d->list[n];
    return count;
}

int doubts_lines(const Doubts *d, const Region *region, const double *values, int most, int32_t *found)
{
    return widest(d, region, values, gap_of_line, most, found);
}

int doubts_parts(const Doubts *d, const Region *region, const double *values, int most, int32_t *found)
{
    return widest(d, region, values, gap_of_part, most, found);
}

/* As the line's, for the prices of sides. */
static Gap price_gap(const Doubts *d, const Region *region, const double *values)
{
    Gap most = {NEVER, 0};
    if (!d->is_priced)
        return most;
    double *used = d->share, *together = d->key;
    for (int pair = 0; pair < d->pairs; pair++)
        used[pair] = together[pair] = 0.0;
    for (int n = 0; n < d->these_count; n++) {
        used[d->these_of[n]] += values[d->these[n]];
        together[d->these_of[n]] += most_of(d, d->these[n]);
    }
    for (int pair = 0; pair < d->pairs; pair++) {
        double gap = d->price[pair] * (1.0 - used[pair] / together[pair]);
        if (used[pair] > NOUGHT && !region->paid[pair] && gap > most.gap)
            most = (Gap){gap, pair};
    }
    return most;
}

static void set(int32_t *found, int kind, int which, int first)
{
    found[0] = kind;
    found[1] = which;
    found[2] = first;
}

/* A yes or no, or a pair of sides, in doubt, the likelier answer first; none where there is none, or many sides. */
void doubts_either(const Doubts *d, const Region *region, const double *values, int both, int32_t *found)
{
    set(found, NONE, 0, 0);
    if (choice_in_doubt(d, region, values, found) || both < 1 || both > ONE_BY_ONE)
        return;
    side_shares(d, values);
    set(found, SIDES, d->list[0], d->share[d->list[0]] < 0.5 ? 0 : 1);
}

/* The doubt that may move the bound most. */
void doubts_split(const Doubts *d, const Region *region, const double *values, int both, int32_t *found)
{
    set(found, NONE, 0, 0);
    if (choice_in_doubt(d, region, values, found))
        return;
    if (both) {
        side_shares(d, values);
        set(found, SIDES, d->list[0], 0);
        return;
    }
    Gap line = trade_gap(d, region, values, gap_of_line), pair = price_gap(d, region, values);
    Gap part = trade_gap(d, region, values, gap_of_part);
    double most = fmax(line.gap, fmax(pair.gap, part.gap));
    if (most > 0.0) {
        int kind = most == line.gap ? LINE : most == pair.gap ? SIDES : PART;
        set(found, kind, (kind == LINE ? line : kind == SIDES ? pair : part).which, 0);
        return;
    }
    int soft = soft_choice(d, region, values);
    if (soft >= 0)
        set(found, CHOICE, soft, 0);
}

/* The dearest part of a step, and its two ends, the nearer first. */
void doubts_dearest_part(const Doubts *d, const double *values, int32_t *found)
{
    int dearest = -1;
    double most = -1.0, down, up;
    for (int trade = 0; trade < d->trades; trade++) {
        double dear = fabs(d->worth[trade]) * d->step[trade];
        if (dear > most && is_part(d, trade, values[d->column[trade]])) {
            most = dear;
            dearest = trade;
        }
    }
    double traded = values[d->column[dearest]];
    ends(d, dearest, traded, &down, &up);
    set(found, PART, dearest, traded - down < up - traded ? 0 : 1);
}

static void none_of(const Region *region, const int32_t *columns, const int32_t *pair_of, int count, int pair)
{
    for (int n = 0; n < count; n++)
        if (pair_of[n] == pair) {
            int j = columns[n];
            region->lower[j] = fmax(region->lower[j], 0.0);
            region->upper[j] = fmin(region->upper[j], 0.0);
        }
}

/* Trades under the smallest: the clearer half of them (of many all) each to nought or to the smallest, whichever is nearer
   (0); or all of them to the smallest (1). */
static void narrow_small(const Doubts *d, const Region *region, const double *values, int answer)
{
    int count = 0;
    for (int trade = 0; trade < d->trades; trade++)
        if (is_small(d, trade, values[d->column[trade]])) {
            d->list[count++] = trade;
            d->key[trade] = -fabs(values[d->column[trade]] / d->least[trade] - 0.5);
        }
    if (!answer && !d->are_many) {
        order_by_key(d->list, count, d->key);
        count = (count + 1) / 2;
    }
    for (int n = 0; n < count; n++) {
        int trade = d->list[n], j = d->column[trade];
        if (!answer && values[j] / d->least[trade] < 0.5)
            region->upper[j] = fmin(region->upper[j], 0.0);
        else
            region->lower[j] = fmax(region->lower[j], d->least[trade]);
    }
}

static void narrow_trade(const Doubts *d, const Region *region, const double *values, int kind, int trade, int answer)
{
    int j = d->column[trade];
    double down = 0.0, up = fmin(d->least[trade], region->upper[j]);
    if (kind == PART)
        ends(d, trade, values[j], &down, &up);
    if (answer)
        region->lower[j] = fmax(region->lower[j], up);
    else
        region->upper[j] = fmin(region->upper[j], down);
}

/* Narrow the region to one answer to a doubt of the point with these values: no or yes; none of these, or none of those
   and these paid for; no trade or one; the whole steps below or above; small trades. */
void doubts_narrow_to(const Doubts *d, const Region *region, const double *values, int kind, int which, int answer)
{
    if (kind == CHOICE) {
        int j = d->choice[which];
        region->lower[j] = fmax(region->lower[j], answer);
        region->upper[j] = fmin(region->upper[j], answer);
    } else if (kind == SIDES && answer) {
        none_of(region, d->those, d->those_of, d->those_count, which);
        region->paid[which] = 1;
    } else if (kind == SIDES) {
        none_of(region, d->these, d->these_of, d->these_count, which);
    } else if (kind == SMALL) {
        narrow_small(d, region, values, answer);
    } else {
        narrow_trade(d, region, values, kind, which, answer);
    }
}
