/* What is worked out of a program once, before its points are looked at. */
#include "doubts.h"

#define MANY 300 /* trades: of more, each linear program counts */
#define PAIR 2   /* trades in a row: the sale and the purchase of one symbol */

static void share_out_room(Doubts *d)
{
    int32_t **ints[] = {&d->choice, &d->choice_of, &d->trade_of, &d->list, &d->order};
    double **numbers[] = {&d->no, &d->yes, &d->share, &d->down, &d->up, &d->below, &d->above, &d->key, &d->room, &d->cheap};
    uint8_t **flags[] = {&d->has_choice, &d->has_own, &d->is_own, &d->is_apart};
    for (int n = 0; n < 5; n++)
        *ints[n] = d->ints + (int64_t)n * d->most;
    for (int n = 0; n < 10; n++)
        *numbers[n] = d->numbers + (int64_t)n * d->most;
    for (int n = 0; n < 4; n++)
        *flags[n] = d->flags + (int64_t)n * d->most;
    d->is_used = d->flags + (int64_t)4 * d->most; /* twice as long */
}

/* Which columns are yes or no, which are trades, and which are a row's own. */
static void tell_columns(Doubts *d)
{
    int32_t *times = d->list;
    d->choices = 0;
    for (int j = 0; j < d->width; j++) {
        d->choice_of[j] = d->integral[j] ? d->choices : -1;
        if (d->integral[j])
            d->choice[d->choices++] = j;
        d->trade_of[j] = -1;
        times[j] = 0;
    }
    for (int trade = 0; trade < d->trades; trade++)
        d->trade_of[d->column[trade]] = trade;
    for (int n = 0; n < d->starts[d->height]; n++)
        times[d->index[n]]++;
    for (int j = 0; j < d->width; j++)
        d->is_own[j] = times[j] == 1 && d->trade_of[j] < 0 && !d->integral[j];
}

/* Which rows have what, and of each trade whether it shares rows that have columns of their own with nothing but its
   counterpart. */
static void tell_rows(Doubts *d)
{
    uint8_t *is_crowded = d->is_used;
    for (int trade = 0; trade < d->trades; trade++)
        d->is_apart[trade] = is_crowded[trade] = 0;
    for (int row = 0; row < d->height; row++) {
        int trades = 0;
        d->has_choice[row] = d->has_own[row] = 0;
        for (int n = d->starts[row]; n < d->starts[row + 1]; n++) {
            d->has_choice[row] |= d->integral[d->index[n]];
            d->has_own[row] |= d->is_own[d->index[n]];
            trades += d->trade_of[d->index[n]] >= 0;
        }
        for (int n = d->starts[row]; d->has_own[row] && n < d->starts[row + 1]; n++) {
            int trade = d->trade_of[d->index[n]];
            if (trade < 0)
                continue;
            d->is_apart[trade] = 1;
            is_crowded[trade] |= trades > PAIR;
        }
    }
    for (int trade = 0; trade < d->trades; trade++)
        d->is_apart[trade] &= !is_crowded[trade];
}

void doubts_begin(Doubts *d)
{
    share_out_room(d);
    d->are_many = d->trades > MANY;
    d->is_priced = 0;
    for (int pair = 0; pair < d->pairs; pair++)
        d->is_priced |= d->price[pair] > 0.0;
    tell_columns(d);
    tell_rows(d);
}
