/* What an answer proves, computed afresh from the program as it was asked, whatever the basis and its factors say. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#define DUAL_NOISE 1e-6 /* of a reduced cost: what tolerances leave on a column without an end */
#define RESIDUAL 1e-7   /* of what a row's entries come to: by how much it may be missed */
#define MARGIN 1e-8     /* scaled: by how much each row and each end may be missed where no point is said to be */
#define ROUNDING 1e-11  /* of the sums that tell it */
#define TINY 1e-9       /* of the largest multiplier */

/* combined := less, plus the rows times the multipliers. */
static void add_rows(const Kernel *k, const double *multipliers, double sign, double *combined)
{
    for (int i = 0; i < k->height; i++)
        if (multipliers[i] != 0.0)
            for (int e = k->asked.start[i]; e < k->asked.start[i + 1]; e++)
                combined[k->asked.place[e]] += sign * multipliers[i] * k->asked.value[e];
}

/* The least that the costs can come to by these dual values (Lagrange). A dual value that leans on a side without an
   end is noise, and proves nothing: it is left out. */
double kernel_proven(const Kernel *k, double *duals, double *reduced)
{
    double bound = 0.0;
    for (int i = 0; i < k->height; i++) {
        double side = duals[i] > 0.0 ? k->row_lower[i] : k->row_upper[i];
        if (isinf(side))
            duals[i] = 0.0;
        else
            bound += duals[i] * side;
    }
    memcpy(reduced, k->cost, sizeof(double) * (size_t)k->width);
    add_rows(k, duals, -1.0, reduced);
    for (int j = 0; j < k->width; j++) {
        double end = reduced[j] > 0.0 ? k->lower[j] : k->upper[j];
        if (!isinf(end) || fabs(reduced[j]) > DUAL_NOISE)
            bound += reduced[j] != 0.0 ? reduced[j] * end : 0.0;
    }
    return bound;
}

/* Whether every row is kept. */
int keeps_rows(const Kernel *k, const double *values)
{
    for (int i = 0; i < k->height; i++) {
        double sum = 0.0, size = 1.0;
        for (int e = k->asked.start[i]; e < k->asked.start[i + 1]; e++) {
            double part = k->asked.value[e] * values[k->asked.place[e]];
            sum += part;
            size += fabs(part);
        }
        if (sum < k->row_lower[i] - RESIDUAL * size || sum > k->row_upper[i] + RESIDUAL * size)
            return 0;
    }
    return 1;
}

/* Whether the multiples of the rows, or of them negated, ask for more than the columns can give (Farkas). */
static int is_out_of_reach(const Kernel *k, const double *multipliers, double sign, double *combined)
{
    double largest = 0.0, asked = 0.0, most = 0.0, size = 0.0, multiples = 0.0;
    int is_noise_only = 1;
    for (int i = 0; i < k->height; i++)
        largest = greater(largest, fabs(multipliers[i]));
    memset(combined, 0, sizeof(double) * (size_t)k->width);
    for (int i = 0; i < k->height; i++) {
        double by = sign * multipliers[i], side = by > 0.0 ? k->row_lower[i] : k->row_upper[i];
        if (by == 0.0)
            continue;
        if (isinf(side)) {
            is_noise_only &= fabs(by) <= TINY * largest;
            continue;
        }
        asked += by * side;
        size += fabs(by * side);
        multiples += fabs(by) / k->row_scale[i];
        for (int e = k->asked.start[i]; e < k->asked.start[i + 1]; e++)
            combined[k->asked.place[e]] += by * k->asked.value[e];
    }
    for (int j = 0; j < k->width && is_noise_only; j++) {
        double by = combined[j], end = by > 0.0 ? k->upper[j] : k->lower[j];
        combined[j] = 0.0;
        if (by == 0.0)
            continue;
        double part = by * (isinf(end) ? copysign(OUTSIDE, end) : end);
        most += part;
        size += fabs(part);
        multiples += fabs(by) * k->column_scale[j];
    }
    memset(combined, 0, sizeof(double) * (size_t)k->width);
    return is_noise_only && asked - most > MARGIN * multiples + ROUNDING * size;
}

/* Whether multiples of the rows prove that no point keeps all of them within the columns' ends. */
int is_proven_empty(const Kernel *k, const double *multipliers, double *combined)
{
    return is_out_of_reach(k, multipliers, 1.0, combined) || is_out_of_reach(k, multipliers, -1.0, combined);
}
