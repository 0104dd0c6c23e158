/* A region of the program is asked about: its costs, the answer, and what the answer proves. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#define NOUGHT 1e-6   /* as relaxation.py: what tolerances leave of a trade that is none */
#define APART 1e-6    /* thousands of USD: an objective so far from its certificate is not believed */
#define NEAR 1e-10    /* as near it is believed as it stands */
#define MOST_STEPS 10 /* a column and row: a simplex method may go round for ever */
#define BOTH 1e-4     /* of the most: by how much both sides may be used before it counts */
#define TINY 1e-9

/* Each line's price by the share of the most that is traded there: all of it where the trade must be, none where it
   cannot. Returns what is to be paid whatever is done. */
static double share_lines(Kernel *k, int has_guess)
{
    double constant = 0.0;
    for (int t = 0; t < k->trades; t++) {
        int j = k->trade_column[t];
        double most = k->upper[j];
        if (has_guess && k->block.guess[t] < most)
            most = k->block.guess[t];
        if (k->lower[j] > 0.0)
            constant += k->fee[t];
        else if (most > 0.0)
            k->cost[j] += k->fee[t] / most;
    }
    return constant;
}

/* As for lines, each pair's price over its columns. */
static double share_sides(Kernel *k)
{
    double constant = 0.0;
    for (int pair = 0; pair < k->pairs; pair++) {
        int is_paid = k->block.paid[pair] != 0.0;
        k->pair_share[pair] = is_paid ? 0.0 : k->price[pair] / k->most_of_these[pair];
        if (is_paid)
            constant += k->price[pair];
    }
    for (int n = 0; n < k->these_count; n++)
        k->cost[k->these[n]] += k->pair_share[k->these_of[n]];
    return constant;
}

/* Costs and ends of the region; whether it has any point as far as columns alone tell. */
static int hand_over(Kernel *k, int has_guess)
{
    size_t bytes = sizeof(double) * (size_t)k->width;
    memcpy(k->lower, k->block.lower, bytes);
    memcpy(k->upper, k->block.upper, bytes);
    memcpy(k->cost, k->own_cost, bytes);
    *k->block.constant = share_lines(k, has_guess);
    if (k->is_priced)
        *k->block.constant += share_sides(k);
    for (int j = 0; j < k->width; j++) {
        double scale = k->column_scale[j];
        if (k->lower[j] > k->upper[j])
            return 0;
        k->weighed[j] = k->cost[j] * scale;
        k->low[j] = k->lower[j] / scale;
        k->high[j] = k->upper[j] / scale;
    }
    for (int i = 0; i < k->height; i++) {
        k->low[k->width + i] = -k->row_upper[i] * k->row_scale[i];
        k->high[k->width + i] = -k->row_lower[i] * k->row_scale[i];
    }
    return 1;
}

/* The answer as it was asked for; whether it keeps the rows and its certificate is within `apart`. */
static int write_answer(Kernel *k, double apart)
{
    Block *b = &k->block;
    double objective = 0.0;
    for (int j = 0; j < k->width; j++) {
        double x = k->x[j] * k->column_scale[j];
        b->values[j] = x < k->lower[j] ? k->lower[j] : x > k->upper[j] ? k->upper[j] : x;
        objective += k->cost[j] * b->values[j];
    }
    for (int i = 0; i < k->height; i++) {
        int logical = k->width + i;
        b->duals[i] = k->at[logical] == BASIC ? 0.0 : -k->d[logical] * k->row_scale[i];
    }
    *b->bound = kernel_proven(k, b->duals, b->reduced) + *b->constant;
    *b->objective = objective + *b->constant;
    double gap = fabs(*b->objective - *b->bound);
    return gap <= apart * greater(1.0, fabs(*b->objective)) && keeps_rows(k, b->values);
}

/* The optimum of the region in the block: OPTIMAL, certified; EMPTY, proven; LOST, where neither was found; NO_MEMORY.
   First from the last basis and as quickly as can be, then with more care, then from nothing. */
int kernel_solve(Kernel *k, int has_guess)
{
    int64_t most_steps = MOST_STEPS * ((int64_t)k->width + k->height);
    if (!hand_over(k, has_guess))
        return EMPTY;
    for (int attempt = 0; attempt < 3; attempt++) {
        if (attempt == 2)
            forget_basis(k);
        int outcome = run(k, most_steps, attempt == 0);
        *k->block.steps = (double)k->steps;
        if (outcome == EMPTY || outcome == NO_MEMORY)
            return outcome;
        if (outcome == OPTIMAL && write_answer(k, attempt == 0 ? NEAR : APART))
            return OPTIMAL;
    }
    forget_basis(k);
    return LOST;
}

/* What a unit of each column costs in the region last asked about. */
void kernel_costs(const Kernel *k, double *cost)
{
    memcpy(cost, k->cost, sizeof(double) * (size_t)k->width);
}

/* What a point costs with every line it trades and every price of a side paid in full. */
double kernel_true_cost(const Kernel *k, const double *values)
{
    double cost = 0.0;
    for (int j = 0; j < k->width; j++)
        cost += k->own_cost[j] * values[j];
    for (int t = 0; t < k->trades; t++)
        if (values[k->trade_column[t]] > NOUGHT)
            cost += k->fee[t];
    for (int pair = 0; pair < k->pairs; pair++)
        k->pair_share[pair] = 0.0;
    for (int n = 0; n < k->these_count; n++)
        if (values[k->these[n]] > NOUGHT)
            k->pair_share[k->these_of[n]] = k->price[k->these_of[n]];
    for (int pair = 0; pair < k->pairs; pair++)
        cost += k->pair_share[pair];
    return cost;
}

static double share_of_most(const Kernel *k, const double *values, int column)
{
    return values[column] / greater(k->own_upper[column], TINY);
}

/* Columns on sides that exclude each other of which together more than the most of one is used: of these the one that
   is used most, with each of those. Returns how many. */
int kernel_conflicts(const Kernel *k, const double *values, int32_t *one, int32_t *other)
{
    int count = 0;
    for (int pair = 0; pair < k->pairs; pair++)
        k->widest[pair] = -1;
    for (int n = 0; n < k->these_count; n++) {
        int *widest = &k->widest[k->these_of[n]];
        if (*widest < 0 || share_of_most(k, values, k->these[n]) >= share_of_most(k, values, *widest))
            *widest = k->these[n];
    }
    for (int n = 0; n < k->those_count; n++) {
        int widest = k->widest[k->those_of[n]];
        if (widest < 0)
            continue;
        if (share_of_most(k, values, widest) + share_of_most(k, values, k->those[n]) > 1.0 + BOTH) {
            one[count] = widest;
            other[count++] = k->those[n];
        }
    }
    return count;
}
