/* A region of the program is asked about: its costs, the answer, and what the answer proves. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#define NOUGHT 1e-6   /* as relaxation.py: what tolerances leave of a trade that is none */
#define APART 1e-6    /* thousands of USD: an objective so far from its certificate is not believed */
#define MOST_STEPS 10 /* a column and row: a simplex method may go round for ever */

/* Each line's price by the share of the most that is traded there: all of it where the trade must be, none where it
   cannot. Returns what is to be paid whatever is done. */
static double share_lines(Kernel *k, const Exchange *e)
{
    double constant = 0.0;
    for (int t = 0; t < k->trades; t++) {
        int j = k->trade_column[t];
        double most = e->upper[j];
        if (e->guess && e->guess[t] < most)
            most = e->guess[t];
        if (e->lower[j] > 0.0)
            constant += k->fee[t];
        else if (most > 0.0)
            k->cost[j] += k->fee[t] / most;
    }
    return constant;
}

/* As for lines, each pair's price over its columns. */
static double share_sides(Kernel *k, const Exchange *e)
{
    double constant = 0.0;
    for (int pair = 0; pair < k->pairs; pair++) {
        k->pair_share[pair] = e->paid[pair] ? 0.0 : k->price[pair] / k->most_of_these[pair];
        if (e->paid[pair])
            constant += k->price[pair];
    }
    for (int n = 0; n < k->side_entries; n++)
        k->cost[k->these[n]] += k->pair_share[k->these_of[n]];
    return constant;
}

/* Costs and ends of the region; whether it has any point as far as columns alone tell. */
static int hand_over(Kernel *k, Exchange *e)
{
    for (int j = 0; j < k->width; j++)
        if (e->lower[j] > e->upper[j])
            return 0;
    size_t bytes = sizeof(double) * (size_t)k->width;
    memcpy(k->lower, e->lower, bytes);
    memcpy(k->upper, e->upper, bytes);
    memcpy(k->cost, k->own_cost, bytes);
    e->constant = share_lines(k, e);
    if (k->is_priced)
        e->constant += share_sides(k, e);
    for (int j = 0; j < k->width; j++) {
        k->weighed[j] = k->cost[j] * k->column_scale[j];
        k->low[j] = k->lower[j] / k->column_scale[j];
        k->high[j] = k->upper[j] / k->column_scale[j];
    }
    return 1;
}

/* The answer as it was asked for; whether it keeps the rows and its certificate is near. */
static int write_answer(const Kernel *k, Exchange *e)
{
    double objective = 0.0;
    for (int j = 0; j < k->width; j++) {
        double x = k->x[j] * k->column_scale[j];
        e->values[j] = x < k->lower[j] ? k->lower[j] : x > k->upper[j] ? k->upper[j] : x;
        objective += k->cost[j] * e->values[j];
    }
    for (int i = 0; i < k->height; i++)
        e->duals[i] = -k->d[k->width + i] * k->row_scale[i];
    e->bound = kernel_proven(k, e->duals, e->reduced) + e->constant;
    e->objective = objective + e->constant;
    return e->objective - e->bound <= APART * fmax(1.0, fabs(e->objective)) && keeps_rows(k, e->values);
}

/* What a unit of each column costs in the region last asked about. */
void kernel_costs(const Kernel *k, double *cost)
{
    memcpy(cost, k->cost, sizeof(double) * (size_t)k->width);
}

/* The optimum of the region: OPTIMAL, certified; EMPTY, proven; LOST, where neither was found; NO_MEMORY. */
int kernel_solve(Kernel *k, Exchange *e)
{
    int64_t most_steps = MOST_STEPS * ((int64_t)k->width + k->height);
    if (!hand_over(k, e))
        return EMPTY;
    for (int is_cold = 0; is_cold < 2; is_cold++) {
        if (is_cold)
            forget_basis(k);
        int outcome = run(k, most_steps);
        e->steps = k->steps;
        if (outcome == EMPTY || outcome == NO_MEMORY)
            return outcome;
        if (outcome == OPTIMAL && write_answer(k, e))
            return OPTIMAL;
    }
    forget_basis(k);
    return LOST;
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
    for (int n = 0; n < k->side_entries; n++)
        if (values[k->these[n]] > NOUGHT)
            k->pair_share[k->these_of[n]] = k->price[k->these_of[n]];
    for (int pair = 0; pair < k->pairs; pair++)
        cost += k->pair_share[pair];
    return cost;
}
