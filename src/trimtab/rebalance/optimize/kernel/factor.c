/* The basis as L U, and an eta for each step since (product form of the inverse).

   Columns of one open entry, then rows of one, are taken first: of these programs little is left after them. What is
   left is factored column by column, the sparser first (left-looking, Gilbert and Peierls 1988), with threshold
   pivoting for sparse rows (Suhl and Suhl 1990). Logical columns are columns of the identity and are not stored. */
#include "kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_PIVOT 1e-9   /* smaller entries are no pivots */
#define THRESHOLD 0.1   /* of the largest entry of its column: what a pivot must have */
#define NOISE 1e-14     /* smaller figures are nought */
#define VANISHED 1e-100 /* stands for a nought that came about, so that its place is not named twice */

/* Open rows of a structural basic column. */
static int open_entries(const Kernel *k, int column)
{
    int count = 0;
    for (int e = k->columns.start[column]; e < k->columns.start[column + 1]; e++)
        count += !k->is_done[k->columns.place[e]];
    return count;
}

static int by_count(const Kernel *k, int one, int other)
{
    int difference = k->count_of_column[one] - k->count_of_column[other];
    return difference ? difference : one - other;
}

/* Shell sort of columns by how many open entries they have, then by number. */
static void sort_by_count(const Kernel *k, int *list, int count)
{
    for (int gap = count / 2; gap > 0; gap /= 2)
        for (int i = gap; i < count; i++) {
            int column = list[i], j = i;
            for (; j >= gap && by_count(k, list[j - gap], column) > 0; j -= gap)
                list[j] = list[j - gap];
            list[j] = column;
        }
}

/* Take a column into the factors with its pivot in `row`: entries of done rows go into U, others into L. `entries` are
   `count` places with the values in `by_row`. */
static int take(Kernel *k, int column, int row, const int *entries, int count, const double *by_row)
{
    double pivot = by_row[row];
    int is_lower = 0, is_full = 0;
    for (int e = 0; e < count; e++) {
        int place = entries[e];
        if (place == row || fabs(by_row[place]) < NOISE)
            continue;
        if (k->is_done[place])
            is_full |= vectors_push(&k->u, place, by_row[place]);
        else
            is_full |= vectors_push(&k->l, place, by_row[place] / pivot), is_lower = 1;
    }
    k->u_row[k->u.count] = row;
    k->u_pivot[k->u.count] = pivot;
    vectors_close(&k->u);
    if (is_lower) {
        k->l_row[k->l.count] = row;
        vectors_close(&k->l);
    }
    k->is_done[row] = 1;
    k->basis[row] = column;
    k->count_of_column[column] = -1;
    return is_full;
}

/* As `take`, of a column that no earlier pivot changes. */
static int take_as_is(Kernel *k, int column, int row)
{
    int first = k->columns.start[column], count = k->columns.start[column + 1] - first;
    const int *entries = k->columns.place + first;
    double *by_row = k->column;
    for (int e = 0; e < count; e++)
        by_row[entries[e]] = k->columns.value[first + e];
    int is_full = take(k, column, row, entries, count, by_row);
    for (int e = 0; e < count; e++)
        by_row[entries[e]] = 0.0;
    return is_full;
}

/* The chosen columns' open entries, row by row. */
static void list_rows(Kernel *k, int chosen)
{
    int begin = 0;
    memset(k->count_of_row, 0, sizeof(int) * (size_t)k->height);
    for (int c = 0; c < chosen; c++) {
        int column = k->chosen[c];
        k->count_of_column[column] = open_entries(k, column);
        for (int e = k->columns.start[column]; e < k->columns.start[column + 1]; e++)
            k->count_of_row[k->columns.place[e]]++;
    }
    for (int i = 0; i < k->height; i++) {
        k->row_begin[i] = begin;
        begin += k->count_of_row[i];
        k->count_of_row[i] = 0;
    }
    k->row_begin[k->height] = begin;
    for (int c = 0; c < chosen; c++)
        for (int e = k->columns.start[k->chosen[c]]; e < k->columns.start[k->chosen[c] + 1]; e++) {
            int row = k->columns.place[e];
            k->row_member[k->row_begin[row] + k->count_of_row[row]++] = k->chosen[c];
        }
}

static int take_single_columns(Kernel *k, int chosen)
{
    int *queue = k->queue, waiting = 0, is_full = 0;
    for (int c = chosen - 1; c >= 0; c--)
        if (k->count_of_column[k->chosen[c]] == 1)
            queue[waiting++] = k->chosen[c];
    while (waiting) {
        int column = queue[--waiting], entry = k->columns.start[column];
        if (k->count_of_column[column] != 1)
            continue;
        while (k->is_done[k->columns.place[entry]])
            entry++;
        if (fabs(k->columns.value[entry]) < NO_PIVOT)
            continue;
        int row = k->columns.place[entry];
        is_full |= take_as_is(k, column, row);
        for (int m = k->row_begin[row]; m < k->row_begin[row + 1]; m++)
            if (k->count_of_column[k->row_member[m]] > 0 && --k->count_of_column[k->row_member[m]] == 1)
                queue[waiting++] = k->row_member[m];
    }
    return is_full;
}

/* Columns still open in a row: how many, and the last of them. */
static int open_columns(const Kernel *k, int row, int *last)
{
    int count = 0;
    for (int m = k->row_begin[row]; m < k->row_begin[row + 1]; m++)
        if (k->count_of_column[k->row_member[m]] >= 0) {
            *last = k->row_member[m];
            count++;
        }
    return count;
}

static int take_single_rows(Kernel *k)
{
    int *queue = k->queue, waiting = 0, is_full = 0, column = -1;
    for (int row = k->height - 1; row >= 0; row--)
        if (!k->is_done[row] && (k->count_of_row[row] = open_columns(k, row, &column)) == 1)
            queue[waiting++] = row;
    while (waiting) {
        int row = queue[--waiting], is_large = 0;
        if (k->is_done[row] || open_columns(k, row, &column) != 1)
            continue;
        for (int e = k->columns.start[column]; e < k->columns.start[column + 1]; e++)
            is_large |= k->columns.place[e] == row && fabs(k->columns.value[e]) >= NO_PIVOT;
        if (!is_large)
            continue;
        is_full |= take_as_is(k, column, row);
        for (int e = k->columns.start[column]; e < k->columns.start[column + 1]; e++) {
            int other = k->columns.place[e];
            if (!k->is_done[other] && --k->count_of_row[other] == 1)
                queue[waiting++] = other;
        }
    }
    return is_full;
}

/* The open row to pivot on: of those with a large enough entry the one with the fewest columns; -1 if there is none. */
static int sparsest_row(const Kernel *k, const int *entries, int count)
{
    double largest = 0.0;
    int best = -1;
    for (int e = 0; e < count; e++)
        if (!k->is_done[entries[e]] && fabs(k->column[entries[e]]) > largest)
            largest = fabs(k->column[entries[e]]);
    if (largest < NO_PIVOT)
        return -1;
    for (int e = 0; e < count; e++) {
        int row = entries[e];
        double size = fabs(k->column[row]);
        if (k->is_done[row] || size < THRESHOLD * largest)
            continue;
        int fewer = best < 0 ? -1 : k->count_of_row[row] - k->count_of_row[best];
        if (fewer < 0 || (fewer == 0 && size > fabs(k->column[best])))
            best = row;
    }
    return best;
}

/* Factor one column that earlier pivots change (those of L from `first` on); without a pivot it leaves the basis. */
static int take_changed(Kernel *k, int column, int first)
{
    double *by_row = k->column;
    int *entries = k->column_at.row, count = 0, is_full = 0;
    for (int e = k->columns.start[column]; e < k->columns.start[column + 1]; e++) {
        entries[count++] = k->columns.place[e];
        by_row[k->columns.place[e]] = k->columns.value[e];
    }
    for (int v = first; v < k->l.count; v++) {
        double by = by_row[k->l_row[v]];
        if (by == 0.0)
            continue;
        for (int e = k->l.start[v]; e < k->l.start[v + 1]; e++) {
            int row = k->l.place[e];
            if (by_row[row] == 0.0)
                entries[count++] = row;
            double now = by_row[row] - by * k->l.value[e];
            by_row[row] = now == 0.0 ? VANISHED : now;
        }
    }
    int row = sparsest_row(k, entries, count);
    if (row < 0)
        k->at[column] = LOWER;
    else
        is_full = take(k, column, row, entries, count, by_row);
    for (int e = 0; e < count; e++)
        by_row[entries[e]] = 0.0;
    return is_full;
}

/* Logical columns stand in for rows without a basic column, and lengths move with their columns. */
static void settle_rows(Kernel *k)
{
    for (int i = 0; i < k->height; i++) {
        if (!k->is_done[i]) {
            k->basis[i] = k->width + i;
            k->at[k->width + i] = BASIC;
        }
        double length = k->alpha[k->basis[i]];
        k->weight[i] = length > 0.0 ? length : 1.0;
    }
    memset(k->alpha, 0, sizeof(double) * (size_t)(k->width + k->height));
}

/* Factor the columns that are marked as basic; dependent ones leave, logical ones come in. Not nought: no memory. */
int factor(Kernel *k)
{
    int chosen = 0, is_full = 0;
    vectors_clear(&k->etas);
    vectors_clear(&k->l);
    vectors_clear(&k->u);
    for (int i = 0; i < k->height; i++) {
        k->alpha[k->basis[i]] = k->weight[i];
        k->is_done[i] = k->at[k->width + i] == BASIC;
    }
    for (int j = 0; j < k->width; j++)
        if (k->at[j] == BASIC)
            k->chosen[chosen++] = j;
    for (int i = 0; i < k->height; i++)
        if (k->is_done[i])
            k->basis[i] = k->width + i;
    list_rows(k, chosen);
    is_full |= take_single_columns(k, chosen);
    is_full |= take_single_rows(k);
    int first = k->l.count, left = 0;
    for (int c = 0; c < chosen; c++)
        if (k->count_of_column[k->chosen[c]] >= 0) {
            k->count_of_column[k->chosen[c]] = open_entries(k, k->chosen[c]);
            k->chosen[left++] = k->chosen[c];
        }
    sort_by_count(k, k->chosen, left);
    for (int c = 0; c < left; c++)
        is_full |= take_changed(k, k->chosen[c], first);
    settle_rows(k);
    k->is_factored = !is_full;
    return is_full;
}

/* by_row less `by` times a vector; `at` goes on to name what is not nought. */
static void subtract(const Vectors *vectors, int v, double by, double *by_row, Places *at)
{
    for (int e = vectors->start[v]; e < vectors->start[v + 1]; e++) {
        int row = vectors->place[e];
        double was = by_row[row], now = was - by * vectors->value[e];
        if (was == 0.0)
            at->row[at->count++] = row;
        by_row[row] = now == 0.0 ? VANISHED : now;
    }
}

/* Leave out what is noise. */
static void tidy(double *by_row, Places *at)
{
    int count = 0;
    for (int n = 0; n < at->count; n++) {
        int row = at->row[n];
        if (fabs(by_row[row]) < NOISE)
            by_row[row] = 0.0;
        else
            at->row[count++] = row;
    }
    at->count = count;
}

/* by_row := inverse of the basis times by_row; `at` names what is not nought, before and after. */
void ftran(const Kernel *k, double *by_row, Places *at)
{
    for (int v = 0; v < k->l.count; v++) {
        double by = by_row[k->l_row[v]];
        if (by != 0.0)
            subtract(&k->l, v, by, by_row, at);
    }
    for (int v = k->u.count - 1; v >= 0; v--) {
        double by = by_row[k->u_row[v]];
        if (by == 0.0)
            continue;
        by_row[k->u_row[v]] = by /= k->u_pivot[v];
        subtract(&k->u, v, by, by_row, at);
    }
    for (int v = 0; v < k->etas.count; v++) {
        double by = by_row[k->eta_row[v]];
        if (by == 0.0)
            continue;
        by_row[k->eta_row[v]] = by /= k->eta_pivot[v];
        subtract(&k->etas, v, by, by_row, at);
    }
    tidy(by_row, at);
}

static void combine(const Vectors *vectors, int v, double pivot, int row, double *by_row, Places *at)
{
    double was = by_row[row], now = was;
    for (int e = vectors->start[v]; e < vectors->start[v + 1]; e++)
        now -= vectors->value[e] * by_row[vectors->place[e]];
    if (was == 0.0 && now == 0.0)
        return;
    if (was == 0.0)
        at->row[at->count++] = row;
    by_row[row] = now == 0.0 ? VANISHED : now / pivot;
}

/* by_row := by_row times the inverse of the basis; `at` names what is not nought, before and after. */
void btran(const Kernel *k, double *by_row, Places *at)
{
    for (int v = k->etas.count - 1; v >= 0; v--)
        combine(&k->etas, v, k->eta_pivot[v], k->eta_row[v], by_row, at);
    for (int v = 0; v < k->u.count; v++)
        combine(&k->u, v, k->u_pivot[v], k->u_row[v], by_row, at);
    for (int v = k->l.count - 1; v >= 0; v--)
        combine(&k->l, v, 1.0, k->l_row[v], by_row, at);
    tidy(by_row, at);
}

/* The column whose entries are by_row becomes basic in `row`. Not nought: no memory. */
int add_eta(Kernel *k, int row, const double *by_row, const Places *at)
{
    int is_full = 0;
    for (int n = 0; n < at->count; n++)
        if (at->row[n] != row)
            is_full |= vectors_push(&k->etas, at->row[n], by_row[at->row[n]]);
    k->eta_row[k->etas.count] = row;
    k->eta_pivot[k->etas.count] = by_row[row];
    vectors_close(&k->etas);
    return is_full;
}
