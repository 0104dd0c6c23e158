/* The bounded dual simplex: dual steepest edge (Forrest and Goldfarb 1992), bound flipping ratio test (Fourer 1994,
   Maros 2003) with Harris' tolerance (1973).

   A basis is never asked to be dual feasible to begin with: a column whose reduced cost leans on its other end goes to
   that end, and to OUTSIDE where there is none, from where the first rows to leave bring it back. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#define PRIMAL 1e-9       /* scaled: by how much a column may be beyond its ends */
#define HARDLY 1e-7       /* scaled: so little is forgiven where no column can help, and checked in the end */
#define DUAL 1e-11        /* scaled: by how much a reduced cost may lean the wrong way */
#define NOISE 1e-14       /* smaller figures are nought */
#define NO_PIVOT 1e-9     /* smaller entries of a row are no candidates */
#define APART 1e-7        /* the pivot by its row and by its column differ by more: factor again */
#define SHORTEST 1e-4     /* squared length of a row of the inverse */

static double distance(const Kernel *k, int column)
{
    double x = k->x[column];
    double by = x < k->low[column] ? k->low[column] - x : x > k->high[column] ? x - k->high[column] : 0.0;
    return by > PRIMAL ? by * by : 0.0;
}

/* Every column nonbasic but the logical ones. */
void forget_basis(Kernel *k)
{
    for (int j = 0; j < k->width; j++)
        k->at[j] = LOWER;
    for (int i = 0; i < k->height; i++) {
        k->at[k->width + i] = BASIC;
        k->basis[i] = k->width + i;
        k->weight[i] = 1.0;
    }
    k->is_factored = 0;
}

/* Every reduced cost from the costs. */
static void price_afresh(Kernel *k)
{
    double *y = k->rho;
    for (int i = 0; i < k->height; i++)
        y[i] = k->weighed[k->basis[i]];
    btran(k, y);
    memcpy(k->d, k->weighed, sizeof(double) * (size_t)k->width);
    for (int i = 0; i < k->height; i++) {
        k->d[k->width + i] = -y[i];
        if (y[i] != 0.0)
            for (int e = k->rows.start[i]; e < k->rows.start[i + 1]; e++)
                k->d[k->rows.place[e]] -= y[i] * k->rows.value[e];
        y[i] = 0.0;
    }
    for (int i = 0; i < k->height; i++)
        k->d[k->basis[i]] = 0.0;
}

/* Every nonbasic column to the end that its reduced cost wants. */
static void place_afresh(Kernel *k)
{
    for (int j = 0; j < k->width + k->height; j++) {
        if (k->at[j] == BASIC)
            continue;
        double low = k->low[j], high = k->high[j];
        int leans = k->d[j] > DUAL ? LOWER : k->d[j] < -DUAL ? UPPER : 0;
        if (leans)
            k->at[j] = (uint8_t)leans;
        else if (isinf(k->at[j] == LOWER ? low : high))
            k->at[j] = isinf(low) ? UPPER : LOWER;
        double end = k->at[j] == LOWER ? low : high;
        k->x[j] = !isinf(end) ? end : !leans ? 0.0 : k->at[j] == LOWER ? -OUTSIDE : OUTSIDE;
    }
}

/* Every basic column's value from the nonbasic ones'. */
static void value_afresh(Kernel *k)
{
    double *left = k->column;
    for (int j = 0; j < k->width; j++)
        if (k->at[j] != BASIC && k->x[j] != 0.0)
            for (int e = k->columns.start[j]; e < k->columns.start[j + 1]; e++)
                left[k->columns.place[e]] -= k->columns.value[e] * k->x[j];
    for (int i = 0; i < k->height; i++)
        if (k->at[k->width + i] != BASIC)
            left[i] -= k->x[k->width + i];
    ftran(k, left);
    for (int i = 0; i < k->height; i++) {
        k->x[k->basis[i]] = left[i];
        k->infeasible[i] = distance(k, k->basis[i]);
        left[i] = 0.0;
    }
}

static int afresh(Kernel *k, int is_to_factor)
{
    if ((is_to_factor || !k->is_factored) && factor(k))
        return NO_MEMORY;
    price_afresh(k);
    place_afresh(k);
    value_afresh(k);
    return OPTIMAL;
}

/* The row to leave: furthest beyond an end for its length; -1 if none is. */
static int leaving(const Kernel *k)
{
    double most = 0.0;
    int best = -1;
    for (int i = 0; i < k->height; i++)
        if (k->infeasible[i] > most * k->weight[i]) {
            most = k->infeasible[i] / k->weight[i];
            best = i;
        }
    return best;
}

/* List the entries that are more than noise; the others become nought. */
static int listed(double *by_row, int height, int *list)
{
    int count = 0;
    for (int i = 0; i < height; i++) {
        if (by_row[i] == 0.0)
            continue;
        if (fabs(by_row[i]) < NOISE)
            by_row[i] = 0.0;
        else
            list[count++] = i;
    }
    return count;
}

/* alpha := rho times all columns; how many places of `touched` that fills. */
static int price_row(Kernel *k, int rho_count)
{
    int count = 0;
    for (int n = 0; n < rho_count; n++) {
        int i = k->rho_rows[n];
        double by = k->rho[i];
        for (int e = k->rows.start[i]; e < k->rows.start[i + 1]; e++) {
            int j = k->rows.place[e];
            if (k->alpha[j] == 0.0)
                k->touched[count++] = j;
            double now = k->alpha[j] + by * k->rows.value[e];
            k->alpha[j] = now == 0.0 ? 1e-100 : now;
        }
    }
    for (int n = 0; n < rho_count; n++) {
        k->alpha[k->width + k->rho_rows[n]] = k->rho[k->rho_rows[n]];
        k->touched[count++] = k->width + k->rho_rows[n];
    }
    return count;
}

/* How far the dual step goes before this candidate's reduced cost is nought. */
static double slack(const Kernel *k, int j)
{
    double d = k->at[j] == LOWER ? k->d[j] : -k->d[j];
    return d > 0.0 ? d : 0.0;
}

/* Columns that the step drives to nought, first to last in `candidates`. */
static int list_candidates(Kernel *k, int touched, int is_below)
{
    int count = 0;
    for (int n = 0; n < touched; n++) {
        int j = k->touched[n];
        double t = is_below ? -k->alpha[j] : k->alpha[j];
        if (k->at[j] == BASIC || fabs(t) < NO_PIVOT || k->low[j] == k->high[j])
            continue;
        if (isinf(k->low[j]) && isinf(k->high[j]) && fabs(k->d[j]) <= DUAL)
            k->at[j] = t > 0.0 ? LOWER : UPPER;
        if ((k->at[j] == LOWER) == (t > 0.0))
            k->candidates[count++] = j;
    }
    return count;
}

typedef struct {
    int entering, flips; /* the first `flips` candidates go to their other end */
    double short_of;     /* what all candidates together do not make good */
} Choice;

/* Walk the candidates in groups of nearly equal ratio, flipping as long as the row stays infeasible; of the last groups
   the one with a large enough pivot. */
static Choice choose(Kernel *k, int count, double gap)
{
    Choice choice = {-1, 0, 0.0};
    int from = 0;
    double largest_so_far = 0.0;
    while (from < count && gap >= 0.0) {
        double end = INFINITY, largest = 0.0;
        for (int n = from; n < count; n++) {
            int j = k->candidates[n];
            double ratio = (slack(k, j) + DUAL) / fabs(k->alpha[j]);
            if (ratio < end)
                end = ratio;
        }
        int group = from, best = -1;
        for (int n = from; n < count; n++) {
            int j = k->candidates[n];
            double size = fabs(k->alpha[j]);
            if (slack(k, j) / size > end)
                continue;
            k->candidates[n] = k->candidates[group];
            k->candidates[group++] = j;
            gap -= size * (k->high[j] - k->low[j]);
            if (size > largest || (size == largest && j < best)) {
                largest = size;
                best = j;
            }
        }
        if (largest > largest_so_far)
            largest_so_far = largest;
        if (choice.entering < 0 || largest >= 0.1 * (largest_so_far < 10.0 ? largest_so_far : 10.0)) {
            choice.entering = best;
            choice.flips = from;
        }
        from = group;
    }
    choice.short_of = gap > 0.0 ? gap : 0.0;
    return choice;
}

static void flip(Kernel *k, int flips)
{
    double *by_row = k->flipped;
    for (int n = 0; n < flips; n++) {
        int j = k->candidates[n];
        double was = k->x[j];
        k->at[j] = k->at[j] == LOWER ? UPPER : LOWER;
        k->x[j] = k->at[j] == LOWER ? k->low[j] : k->high[j];
        double by = k->x[j] - was;
        if (j >= k->width)
            by_row[j - k->width] += by;
        else
            for (int e = k->columns.start[j]; e < k->columns.start[j + 1]; e++)
                by_row[k->columns.place[e]] += by * k->columns.value[e];
    }
    ftran(k, by_row);
    for (int i = 0; i < k->height; i++) {
        if (by_row[i] == 0.0)
            continue;
        k->x[k->basis[i]] -= by_row[i];
        k->infeasible[i] = distance(k, k->basis[i]);
        by_row[i] = 0.0;
    }
}

static void put_column(const Kernel *k, int j, double *by_row)
{
    if (j >= k->width)
        by_row[j - k->width] = 1.0;
    else
        for (int e = k->columns.start[j]; e < k->columns.start[j + 1]; e++)
            by_row[k->columns.place[e]] = k->columns.value[e];
}

static void reweigh(Kernel *k, int row, int rho_count, int column_count)
{
    double length = 0.0, pivot = k->column[row];
    for (int n = 0; n < rho_count; n++) {
        k->tau[k->rho_rows[n]] = k->rho[k->rho_rows[n]];
        length += k->rho[k->rho_rows[n]] * k->rho[k->rho_rows[n]];
    }
    ftran(k, k->tau);
    for (int n = 0; n < column_count; n++) {
        int i = k->column_rows[n];
        double by = k->column[i] / pivot;
        double now = k->weight[i] - 2.0 * by * k->tau[i] + by * by * length;
        k->weight[i] = now > SHORTEST ? now : SHORTEST;
    }
    length /= pivot * pivot;
    k->weight[row] = length > SHORTEST ? length : SHORTEST;
    memset(k->tau, 0, sizeof(double) * (size_t)k->height);
}

/* Columns' reduced costs, basic columns' values and the basis after `entering` takes the place of `row`'s column. */
static void exchange(Kernel *k, int row, int entering, int is_below, int touched, int column_count)
{
    int left = k->basis[row];
    double dual = k->d[entering] / k->alpha[entering];
    if (dual != 0.0)
        for (int n = 0; n < touched; n++)
            if (k->at[k->touched[n]] != BASIC)
                k->d[k->touched[n]] -= dual * k->alpha[k->touched[n]];
    double end = is_below ? k->low[left] : k->high[left];
    double primal = (k->x[left] - end) / k->column[row];
    k->x[entering] += primal;
    for (int n = 0; n < column_count; n++) {
        int i = k->column_rows[n];
        k->x[k->basis[i]] -= primal * k->column[i];
        k->infeasible[i] = distance(k, k->basis[i]);
    }
    k->x[left] = end;
    k->d[left] = -dual;
    k->d[entering] = 0.0;
    k->at[left] = is_below ? LOWER : UPPER;
    k->at[entering] = BASIC;
    k->basis[row] = entering;
    k->infeasible[row] = distance(k, entering);
}

static void clear(double *work, const int *list, int count)
{
    for (int n = 0; n < count; n++)
        work[list[n]] = 0.0;
}

enum { WENT_ON = 10, IS_STUCK = 11, IS_UNSURE = 12 };

/* One step from the infeasible `row`: WENT_ON, IS_STUCK (no column can help, rho is left in its place), IS_UNSURE (the
   factors are too old to go on) or NO_MEMORY. */
static int step(Kernel *k, int row)
{
    int left = k->basis[row], is_below = k->x[left] < k->low[left], outcome = WENT_ON;
    double gap = is_below ? k->low[left] - k->x[left] : k->x[left] - k->high[left];
    k->rho[row] = 1.0;
    btran(k, k->rho);
    int rho_count = listed(k->rho, k->height, k->rho_rows);
    int touched = price_row(k, rho_count);
    Choice choice = choose(k, list_candidates(k, touched, is_below), gap);
    if (choice.entering < 0 || choice.short_of > PRIMAL) {
        clear(k->alpha, k->touched, touched);
        return IS_STUCK;
    }
    put_column(k, choice.entering, k->column);
    ftran(k, k->column);
    int column_count = listed(k->column, k->height, k->column_rows);
    double by_row = k->alpha[choice.entering], by_column = k->column[row];
    if (fabs(by_row - by_column) > APART * (1.0 + fabs(by_column)) || fabs(by_column) < NO_PIVOT)
        outcome = IS_UNSURE;
    if (outcome == WENT_ON || (k->etas.count == 0 && fabs(by_column) >= NO_PIVOT)) {
        outcome = WENT_ON;
        if (choice.flips)
            flip(k, choice.flips);
        reweigh(k, row, rho_count, column_count);
        exchange(k, row, choice.entering, is_below, touched, column_count);
        if (add_eta(k, row, k->column, k->column_rows, column_count))
            outcome = NO_MEMORY;
    }
    clear(k->alpha, k->touched, touched);
    clear(k->rho, k->rho_rows, rho_count);
    clear(k->column, k->column_rows, column_count);
    return outcome;
}

/* Whether the row in rho proves that there is no point; rho is nought again. */
static int is_empty_by_rho(Kernel *k)
{
    for (int i = 0; i < k->height; i++) {
        k->tau[i] = k->rho[i] * k->row_scale[i];
        k->rho[i] = 0.0;
    }
    int is_empty = is_proven_empty(k, k->tau, k->alpha);
    memset(k->tau, 0, sizeof(double) * (size_t)k->height);
    return is_empty;
}

/* Move the end that `row`'s column hardly misses; whether it does. */
static int is_forgiven(Kernel *k, int row)
{
    int column = k->basis[row];
    if (k->infeasible[row] > HARDLY * HARDLY)
        return 0;
    if (k->x[column] < k->low[column])
        k->low[column] = k->x[column];
    else
        k->high[column] = k->x[column];
    return 1;
}

static int is_anything_outside(const Kernel *k)
{
    for (int j = 0; j < k->width + k->height; j++)
        if (k->at[j] != BASIC && fabs(k->x[j]) == OUTSIDE)
            return 1;
    return 0;
}

/* From where the last answer stood to the optimum of the costs and ends at hand: OPTIMAL; EMPTY, which is proven; LOST,
   which says nothing; NO_MEMORY. */
int run(Kernel *k, int64_t most_steps)
{
    int64_t last = k->steps + most_steps;
    int is_sure = 1, outcome = afresh(k, k->etas.count >= MOST_ETAS);
    while (outcome == OPTIMAL) {
        int row = leaving(k);
        if (row < 0 && is_sure)
            return is_anything_outside(k) ? LOST : OPTIMAL;
        if (row < 0) {
            outcome = afresh(k, 0);
            is_sure = 1;
            continue;
        }
        if (k->steps++ >= last)
            return LOST;
        int went = step(k, row);
        if (went == NO_MEMORY)
            return NO_MEMORY;
        if (went == IS_STUCK && is_empty_by_rho(k))
            return EMPTY;
        if (went != WENT_ON && k->etas.count == 0 && !is_forgiven(k, row))
            return LOST;
        is_sure = 0;
        if (went != WENT_ON || k->etas.count >= MOST_ETAS) {
            outcome = afresh(k, 1);
            is_sure = 1;
        }
    }
    return outcome;
}
