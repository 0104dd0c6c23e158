/* The bounded dual simplex: dual steepest edge (Forrest and Goldfarb 1992), bound flipping ratio test (Fourer 1994,
   Maros 2003) with Harris' tolerance (1973).

   A basis is never asked to be dual feasible to begin with: a column whose reduced cost leans on its other end goes to
   that end, and to OUTSIDE where there is none, from where the first rows to leave bring it back. */
#include "kernel.h"

#include <math.h>
#include <string.h>

#define PRIMAL 1e-9    /* scaled: by how much a column may be beyond its ends */
#define HARDLY 1e-7    /* scaled: so little is forgiven where no column can help, and checked in the end */
#define DUAL 1e-11     /* scaled: by how much a reduced cost may lean the wrong way */
#define NO_PIVOT 1e-9  /* smaller entries of a row are no candidates */
#define APART 1e-7     /* the pivot by its row and by its column differ by more: factor again */
#define SHORTEST 1e-4  /* squared length of a row of the inverse */
#define FEW 32         /* steps after which an answer is believed without working it out afresh, if its certificate is near */
#define VANISHED 1e-100 /* as factor.c */

static double distance(const Kernel *k, int column)
{
    double x = k->x[column];
    double by = x < k->low[column] ? k->low[column] - x : x > k->high[column] ? x - k->high[column] : 0.0;
    return by > PRIMAL ? by * by : 0.0;
}

/* See how far the row's basic column is beyond its ends. */
static void look_at(Kernel *k, int row)
{
    k->infeasible[row] = distance(k, k->basis[row]);
    if (k->infeasible[row] > 0.0 && !k->is_beyond[row]) {
        k->is_beyond[row] = 1;
        k->beyond.row[k->beyond.count++] = row;
    }
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
    Places *at = &k->rho_at;
    at->count = 0;
    for (int i = 0; i < k->height; i++) {
        y[i] = k->weighed[k->basis[i]];
        if (y[i] != 0.0)
            at->row[at->count++] = i;
    }
    btran(k, y, at);
    memcpy(k->d, k->weighed, sizeof(double) * (size_t)(k->width + k->height));
    for (int n = 0; n < at->count; n++) {
        int i = at->row[n];
        k->d[k->width + i] = -y[i];
        for (int e = k->rows.start[i]; e < k->rows.start[i + 1]; e++)
            k->d[k->rows.place[e]] -= y[i] * k->rows.value[e];
        y[i] = 0.0;
    }
}

/* Every nonbasic column to the end that its reduced cost wants. */
static void place_afresh(Kernel *k)
{
    k->is_any_free = k->is_any_outside = 0;
    for (int j = 0; j < k->width + k->height; j++) {
        double low = k->low[j], high = k->high[j], d = k->d[j];
        k->way[j] = 0.0;
        if (k->at[j] == BASIC)
            continue;
        if (low == high) {
            k->at[j] = LOWER;
            k->x[j] = low;
            continue;
        }
        int leans = d > DUAL ? LOWER : d < -DUAL ? UPPER : 0;
        if (leans)
            k->at[j] = (uint8_t)leans;
        else if (isinf(k->at[j] == LOWER ? low : high))
            k->at[j] = isinf(low) ? UPPER : LOWER;
        double end = k->at[j] == LOWER ? low : high;
        k->way[j] = k->at[j] == LOWER ? 1.0 : -1.0;
        k->x[j] = !isinf(end) ? end : !leans ? 0.0 : k->at[j] == LOWER ? -OUTSIDE : OUTSIDE;
        k->is_any_free |= isinf(low) && isinf(high);
        k->is_any_outside |= leans && isinf(end);
    }
}

/* Every basic column's value from the nonbasic ones'. */
static void value_afresh(Kernel *k)
{
    double *left = k->column;
    Places *at = &k->column_at;
    for (int j = 0; j < k->width; j++)
        if (k->at[j] != BASIC && k->x[j] != 0.0)
            for (int e = k->columns.start[j]; e < k->columns.start[j + 1]; e++)
                left[k->columns.place[e]] -= k->columns.value[e] * k->x[j];
    at->count = 0;
    for (int i = 0; i < k->height; i++) {
        if (k->at[k->width + i] != BASIC)
            left[i] -= k->x[k->width + i];
        if (left[i] != 0.0)
            at->row[at->count++] = i;
    }
    ftran(k, left, at);
    for (int i = 0; i < k->height; i++) {
        k->x[k->basis[i]] = left[i];
        left[i] = 0.0;
        look_at(k, i);
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

/* The row to leave: furthest beyond an end for its length, of equals the first; -1 if none is. */
static int leaving(Kernel *k)
{
    double most = 0.0;
    int best = -1, left = 0;
    for (int n = 0; n < k->beyond.count; n++) {
        int i = k->beyond.row[n];
        if (k->infeasible[i] == 0.0) {
            k->is_beyond[i] = 0;
            continue;
        }
        k->beyond.row[left++] = i;
        double far = k->infeasible[i] / k->weight[i];
        if (far > most || (far == most && i < best)) {
            most = far;
            best = i;
        }
    }
    k->beyond.count = left;
    return best;
}

/* alpha := rho times all columns; how many places of `touched` that fills. */
static int price_row(Kernel *k)
{
    int count = 0;
    for (int n = 0; n < k->rho_at.count; n++) {
        int i = k->rho_at.row[n];
        double by = k->rho[i];
        for (int e = k->rows.start[i]; e < k->rows.start[i + 1]; e++) {
            int j = k->rows.place[e];
            double was = k->alpha[j], now = was + by * k->rows.value[e];
            if (was == 0.0)
                k->touched[count++] = j;
            k->alpha[j] = now == 0.0 ? VANISHED : now;
        }
    }
    for (int n = 0; n < k->rho_at.count; n++) {
        int j = k->width + k->rho_at.row[n];
        k->alpha[j] = k->rho[k->rho_at.row[n]];
        k->touched[count++] = j;
    }
    return count;
}

/* A free column may go either way. */
static void turn_free(Kernel *k, int touched, double sign)
{
    for (int n = 0; n < touched; n++) {
        int j = k->touched[n];
        if (k->way[j] != 0.0 && isinf(k->low[j]) && isinf(k->high[j]) && fabs(k->d[j]) <= DUAL) {
            k->way[j] = sign * k->alpha[j] > 0.0 ? 1.0 : -1.0;
            k->at[j] = k->way[j] > 0.0 ? LOWER : UPPER;
        }
    }
}

/* Columns that the step drives to nought. */
static int list_candidates(Kernel *k, int touched, double sign)
{
    int count = 0;
    if (k->is_any_free)
        turn_free(k, touched, sign);
    for (int n = 0; n < touched; n++) {
        int j = k->touched[n];
        double size = sign * k->way[j] * k->alpha[j];
        if (size < NO_PIVOT)
            continue;
        double slack = k->way[j] * k->d[j];
        Candidate candidate = {slack > 0.0 ? slack : 0.0, size, j};
        k->candidates[count++] = candidate;
    }
    return count;
}

static double drop(const Kernel *k, const Candidate *c)
{
    return c->size * (k->high[c->column] - k->low[c->column]);
}

static void swap(Candidate *one, Candidate *other)
{
    Candidate kept = *one;
    *one = *other;
    *other = kept;
}

/* Bring candidates to the front that the step may reach before the row is feasible; how many. */
static int within_reach(Kernel *k, int count, double gap)
{
    Candidate *c = k->candidates;
    double nearest = INFINITY;
    int within = 0;
    for (int n = 0; n < count; n++)
        nearest = lesser(nearest, (c[n].slack + DUAL) / c[n].size);
    while (within < count && gap >= 0.0) {
        double reach = 10.0 * nearest;
        nearest = INFINITY;
        for (int n = within; n < count; n++)
            if (c[n].slack <= reach * c[n].size) {
                gap -= drop(k, &c[n]);
                swap(&c[n], &c[within++]);
            } else
                nearest = lesser(nearest, (c[n].slack + DUAL) / c[n].size);
    }
    return within;
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
    Candidate *c = k->candidates;
    int from = 0;
    double largest_so_far = 0.0;
    count = within_reach(k, count, gap);
    while (from < count && gap >= 0.0) {
        double end = INFINITY, largest = 0.0;
        for (int n = from; n < count; n++)
            end = lesser(end, (c[n].slack + DUAL) / c[n].size);
        int group = from, best = -1;
        for (int n = from; n < count; n++) {
            if (c[n].slack / c[n].size > end)
                continue;
            gap -= drop(k, &c[n]);
            if (c[n].size > largest || (c[n].size == largest && c[n].column < best)) {
                largest = c[n].size;
                best = c[n].column;
            }
            swap(&c[n], &c[group++]);
        }
        largest_so_far = greater(largest_so_far, largest);
        if (choice.entering < 0 || largest >= 0.1 * lesser(largest_so_far, 10.0)) {
            choice.entering = best;
            choice.flips = from;
        }
        from = group;
    }
    choice.short_of = gap > 0.0 ? gap : 0.0;
    return choice;
}

/* by_row plus `by` times a column. */
static void add_column(const Kernel *k, int j, double by, double *by_row, Places *at)
{
    int is_logical = j >= k->width, first = is_logical ? 0 : k->columns.start[j];
    int last = is_logical ? 1 : k->columns.start[j + 1];
    for (int e = first; e < last; e++) {
        int row = is_logical ? j - k->width : k->columns.place[e];
        double was = by_row[row], now = was + by * (is_logical ? 1.0 : k->columns.value[e]);
        if (was == 0.0)
            at->row[at->count++] = row;
        by_row[row] = now == 0.0 ? VANISHED : now;
    }
}

static void clear(double *by_row, Places *at)
{
    for (int n = 0; n < at->count; n++)
        by_row[at->row[n]] = 0.0;
    at->count = 0;
}

static void flip(Kernel *k, int flips)
{
    for (int n = 0; n < flips; n++) {
        int j = k->candidates[n].column;
        double was = k->x[j];
        k->way[j] = -k->way[j];
        k->at[j] = k->way[j] > 0.0 ? LOWER : UPPER;
        k->x[j] = k->way[j] > 0.0 ? k->low[j] : k->high[j];
        add_column(k, j, k->x[j] - was, k->flipped, &k->flipped_at);
    }
    ftran(k, k->flipped, &k->flipped_at);
    for (int n = 0; n < k->flipped_at.count; n++) {
        int i = k->flipped_at.row[n];
        k->x[k->basis[i]] -= k->flipped[i];
        look_at(k, i);
    }
    clear(k->flipped, &k->flipped_at);
}

static void reweigh(Kernel *k, int row)
{
    double length = 0.0, pivot = k->column[row];
    k->tau_at.count = 0;
    for (int n = 0; n < k->rho_at.count; n++) {
        int i = k->rho_at.row[n];
        k->tau[i] = k->rho[i];
        k->tau_at.row[k->tau_at.count++] = i;
        length += k->rho[i] * k->rho[i];
    }
    ftran(k, k->tau, &k->tau_at);
    for (int n = 0; n < k->column_at.count; n++) {
        int i = k->column_at.row[n];
        double by = k->column[i] / pivot;
        k->weight[i] = greater(k->weight[i] - 2.0 * by * k->tau[i] + by * by * length, SHORTEST);
    }
    k->weight[row] = greater(length / (pivot * pivot), SHORTEST);
    clear(k->tau, &k->tau_at);
}

/* Columns' reduced costs, basic columns' values and the basis after `entering` takes the place of `row`'s column. */
static void exchange(Kernel *k, int row, int entering, int is_below, int touched)
{
    int left = k->basis[row];
    double dual = k->d[entering] / k->alpha[entering];
    if (dual != 0.0)
        for (int n = 0; n < touched; n++)
            k->d[k->touched[n]] -= dual * k->alpha[k->touched[n]];
    double end = is_below ? k->low[left] : k->high[left];
    double primal = (k->x[left] - end) / k->column[row];
    k->x[entering] += primal;
    for (int n = 0; n < k->column_at.count; n++) {
        int i = k->column_at.row[n];
        k->x[k->basis[i]] -= primal * k->column[i];
        look_at(k, i);
    }
    k->x[left] = end;
    k->d[left] = -dual;
    k->at[left] = is_below ? LOWER : UPPER;
    k->way[left] = k->low[left] == k->high[left] ? 0.0 : is_below ? 1.0 : -1.0;
    k->at[entering] = BASIC;
    k->way[entering] = 0.0;
    k->basis[row] = entering;
    look_at(k, row);
}

enum { WENT_ON = 10, IS_STUCK = 11, IS_UNSURE = 12 };

/* One step from the infeasible `row`: WENT_ON, IS_STUCK (no column can help, rho is left in its place), IS_UNSURE (the
   factors are too old to go on) or NO_MEMORY. */
static int step(Kernel *k, int row)
{
    int left = k->basis[row], is_below = k->x[left] < k->low[left], outcome = WENT_ON;
    double gap = is_below ? k->low[left] - k->x[left] : k->x[left] - k->high[left];
    k->rho[row] = 1.0;
    k->rho_at.row[0] = row;
    k->rho_at.count = 1;
    btran(k, k->rho, &k->rho_at);
    int touched = price_row(k);
    Choice choice = choose(k, list_candidates(k, touched, is_below ? -1.0 : 1.0), gap);
    if (choice.entering < 0 || choice.short_of > PRIMAL)
        outcome = IS_STUCK;
    else {
        k->column_at.count = 0;
        add_column(k, choice.entering, 1.0, k->column, &k->column_at);
        ftran(k, k->column, &k->column_at);
        double by_row = k->alpha[choice.entering], by_column = k->column[row];
        int is_apart = fabs(by_row - by_column) > APART * (1.0 + fabs(by_column));
        if (fabs(by_column) < NO_PIVOT || (is_apart && k->etas.count > 0))
            outcome = IS_UNSURE;
        else {
            if (choice.flips)
                flip(k, choice.flips);
            reweigh(k, row);
            exchange(k, row, choice.entering, is_below, touched);
            if (add_eta(k, row, k->column, &k->column_at))
                outcome = NO_MEMORY;
        }
        clear(k->column, &k->column_at);
    }
    for (int n = 0; n < touched; n++)
        k->alpha[k->touched[n]] = 0.0;
    if (outcome != IS_STUCK)
        clear(k->rho, &k->rho_at);
    return outcome;
}

/* Whether the row in rho proves that there is no point; rho is nought again. */
static int is_empty_by_rho(Kernel *k)
{
    for (int n = 0; n < k->rho_at.count; n++) {
        int i = k->rho_at.row[n];
        k->tau[i] = k->rho[i] * k->row_scale[i];
    }
    int is_empty = is_proven_empty(k, k->tau, k->alpha);
    memset(k->tau, 0, sizeof(double) * (size_t)k->height);
    clear(k->rho, &k->rho_at);
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

/* Whether a column stands where it has no end. */
static int is_still_outside(const Kernel *k)
{
    for (int j = 0; j < k->width + k->height; j++)
        if (k->way[j] != 0.0 && fabs(k->x[j]) == OUTSIDE)
            return 1;
    return 0;
}

/* From where the last answer stood to the optimum of the costs and ends at hand: OPTIMAL; EMPTY, which is proven; LOST,
   which says nothing; NO_MEMORY. After few steps, if that `is_quick`, the optimum is not worked out afresh once more. */
int run(Kernel *k, int64_t most_steps, int is_quick)
{
    int64_t last = k->steps + most_steps;
    int since = 0, outcome = afresh(k, k->etas.count >= MOST_ETAS);
    while (outcome == OPTIMAL) {
        int row = leaving(k);
        if (row < 0 && since <= (is_quick ? FEW : 0))
            return k->is_any_outside && is_still_outside(k) ? LOST : OPTIMAL;
        if (row < 0) {
            outcome = afresh(k, 0);
            since = 0;
            continue;
        }
        if (k->steps++ >= last)
            return LOST;
        int went = step(k, row);
        since++;
        if (went == NO_MEMORY)
            return NO_MEMORY;
        if (went == IS_STUCK && is_empty_by_rho(k))
            return EMPTY;
        if (went != WENT_ON && k->etas.count == 0 && !is_forgiven(k, row))
            return LOST;
        if (went != WENT_ON || k->etas.count >= MOST_ETAS) {
            outcome = afresh(k, 1);
            since = 0;
        }
    }
    return outcome;
}
