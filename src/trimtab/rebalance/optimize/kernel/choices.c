/* Columns that are yes or no: which are in doubt, and what rounding them would break. */
#include "doubts.h"

#include <math.h>

static double beyond(double activity, double low, double high)
{
    return fmax(fmax(low - activity, activity - high), 0.0);
}

/* By how much each no and each yes would break its rows, all else as it is. */
void broken(const Doubts *d, const double *values)
{
    for (int n = 0; n < d->choices; n++)
        d->no[n] = d->yes[n] = 0.0;
    for (int row = 0; row < d->height; row++) {
        if (!d->has_choice[row])
            continue;
        double activity = 0.0, low = d->row_lower[row] - NOISE, high = d->row_upper[row] + NOISE;
        for (int n = d->starts[row]; n < d->starts[row + 1]; n++)
            activity += d->value[n] * values[d->index[n]];
        for (int n = d->starts[row]; n < d->starts[row + 1]; n++) {
            int choice = d->choice_of[d->index[n]];
            if (choice < 0)
                continue;
            double without = activity - d->value[n] * values[d->index[n]];
            d->no[choice] += beyond(without, low, high);
            d->yes[choice] += beyond(without + d->value[n], low, high);
        }
    }
}

static int is_open(const Doubts *d, const Region *region, const double *values, int choice)
{
    int j = d->choice[choice];
    return values[j] > TINY && values[j] < 1.0 - TINY && region->lower[j] < region->upper[j];
}

/* The column that breaks most whichever way, and which of no (0) and yes (1) breaks less; whether there is one. */
int choice_in_doubt(const Doubts *d, const Region *region, const double *values, int32_t *found)
{
    int which = -1, any = 0;
    for (int n = 0; n < d->choices && !any; n++)
        any = is_open(d, region, values, n);
    if (!any)
        return 0;
    broken(d, values);
    for (int n = 0; n < d->choices; n++) {
        if (!is_open(d, region, values, n) || d->no[n] <= 0.0 || d->yes[n] <= 0.0)
            continue;
        if (which < 0 || fmin(d->no[n], d->yes[n]) > fmin(d->no[which], d->yes[which]))
            which = n;
    }
    if (which < 0)
        return 0;
    found[0] = CHOICE;
    found[1] = which;
    found[2] = d->no[which] < d->yes[which] ? 0 : 1;
    return 1;
}

/* A column in parts that may be rounded without breaking a row, at its price: the dearest; -1 where there is none. */
int soft_choice(const Doubts *d, const Region *region, const double *values)
{
    int which = -1;
    double most = NOISE;
    for (int n = 0; n < d->choices; n++) {
        int j = d->choice[n];
        double gap = fmin(values[j], 1.0 - values[j]) * fabs(d->cost[j]);
        if (region->lower[j] < region->upper[j] && gap > most) {
            most = gap;
            which = n;
        }
    }
    return which;
}

/* Yes where a no would break a row, else no. */
void doubts_round_choices(const Doubts *d, const double *values, double *rounded)
{
    if (d->choices)
        broken(d, values);
    for (int n = 0; n < d->choices; n++)
        rounded[d->choice[n]] = d->yes[n] <= 0.0 && d->no[n] > 0.0 ? 1.0 : 0.0;
}
