/* A program comes as it is asked, and is scaled; one of the same columns goes on from another's basis. */
#include "kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 1e-9 /* smaller entries have no say in the scales */
#define NONE 1e-13 /* smaller ones count for certificates only */
#define SCALINGS 3
#define TINY 1e-9

static void *copied(const void *from, size_t bytes)
{
    void *to = malloc(bytes ? bytes : 1);
    if (to && bytes)
        memcpy(to, from, bytes);
    return to;
}

static double *doubles(int count)
{
    return calloc((size_t)count + 1, sizeof(double));
}

static int *ints(int count)
{
    return calloc((size_t)count + 1, sizeof(int));
}

static void copy_program(Kernel *k, const Program *p)
{
    size_t columns = sizeof(double) * (size_t)p->width, rows = sizeof(double) * (size_t)p->height;
    size_t entries = (size_t)p->side_entries * sizeof(int);
    k->own_cost = copied(p->cost, columns);
    k->cost = copied(p->cost, columns);
    k->lower = copied(p->lower, columns);
    k->upper = copied(p->upper, columns);
    k->row_lower = copied(p->row_lower, rows);
    k->row_upper = copied(p->row_upper, rows);
    k->trade_column = copied(p->trade_column, sizeof(int) * (size_t)p->trades);
    k->fee = copied(p->fee, sizeof(double) * (size_t)p->trades);
    k->price = copied(p->price, sizeof(double) * (size_t)p->pairs);
    k->these = copied(p->these, entries);
    k->these_of = copied(p->these_of, entries);
    k->most_of_these = doubles(p->pairs);
    k->pair_share = doubles(p->pairs);
}

static int is_copied(const Kernel *k)
{
    return k->own_cost && k->cost && k->lower && k->upper && k->row_lower && k->row_upper && k->trade_column &&
           k->fee && k->price && k->these && k->these_of && k->most_of_these && k->pair_share;
}

static int make_room(Kernel *k)
{
    int n = k->width, m = k->height, all = n + m;
    k->row_scale = doubles(m), k->column_scale = doubles(n);
    k->weighed = doubles(all), k->low = doubles(all), k->high = doubles(all);
    k->at = calloc((size_t)all + 1, 1), k->is_done = calloc((size_t)m + 1, 1);
    k->basis = ints(m), k->x = doubles(all), k->d = doubles(all);
    k->weight = doubles(m), k->infeasible = doubles(m);
    k->l_row = ints(m), k->u_row = ints(m), k->eta_row = ints(MOST_ETAS);
    k->u_pivot = doubles(m), k->eta_pivot = doubles(MOST_ETAS);
    k->rho = doubles(m), k->column = doubles(m), k->flipped = doubles(m), k->tau = doubles(m);
    k->alpha = doubles(all);
    k->rho_rows = ints(m), k->column_rows = ints(m), k->touched = ints(all), k->candidates = ints(all);
    k->chosen = ints(n), k->count_of_column = ints(n), k->count_of_row = ints(m), k->row_begin = ints(m);
    k->row_member = ints(k->asked.filled), k->queue = ints(all);
    return k->row_scale && k->column_scale && k->weighed && k->low && k->high && k->at && k->is_done && k->basis &&
           k->x && k->d && k->weight && k->infeasible && k->l_row && k->u_row && k->eta_row && k->u_pivot &&
           k->eta_pivot && k->rho && k->column && k->flipped && k->tau && k->alpha && k->rho_rows &&
           k->column_rows && k->touched && k->candidates && k->chosen && k->count_of_column && k->count_of_row &&
           k->row_begin && k->row_member && k->queue;
}

static int ask_rows(Kernel *k, const Program *p)
{
    int entries = p->starts[p->height];
    if (vectors_begin(&k->asked, p->height, entries) || vectors_begin(&k->rows, p->height, entries) ||
        vectors_begin(&k->columns, p->width, entries) || vectors_begin(&k->l, p->height, entries) ||
        vectors_begin(&k->u, p->height, entries) || vectors_begin(&k->etas, MOST_ETAS, entries))
        return 1;
    for (int i = 0; i < p->height; i++) {
        for (int e = p->starts[i]; e < p->starts[i + 1]; e++)
            vectors_push(&k->asked, p->index[e], p->value[e]);
        vectors_close(&k->asked);
    }
    return 0;
}

static double power_of_two(double figure)
{
    int exponent;
    frexp(figure, &exponent);
    return ldexp(1.0, exponent);
}

/* Scale rows (`is_row`) or columns so that their largest and smallest entries lie around one. */
static void scale_once(Kernel *k, int is_row, double *most, double *least)
{
    int count = is_row ? k->height : k->width;
    for (int n = 0; n < count; n++)
        most[n] = least[n] = 0.0;
    for (int i = 0; i < k->height; i++)
        for (int e = k->asked.start[i]; e < k->asked.start[i + 1]; e++) {
            int j = k->asked.place[e], n = is_row ? i : j;
            double size = fabs(k->asked.value[e]);
            if (size <= SMALL)
                continue;
            size *= is_row ? k->column_scale[j] : k->row_scale[i];
            most[n] = fmax(most[n], size);
            least[n] = least[n] == 0.0 ? size : fmin(least[n], size);
        }
    for (int n = 0; n < count; n++)
        if (most[n] > 0.0)
            (is_row ? k->row_scale : k->column_scale)[n] = power_of_two(1.0 / sqrt(most[n] * least[n]));
}

/* Scales of its own, or those of the program it goes on from, whose lengths of rows then stay true. */
static void find_scales(Kernel *k, const Kernel *before)
{
    for (int i = 0; i < k->height; i++)
        k->row_scale[i] = before && i < before->height ? before->row_scale[i] : 1.0;
    for (int j = 0; j < k->width; j++)
        k->column_scale[j] = before ? before->column_scale[j] : 1.0;
    for (int n = 0; n < SCALINGS && !before; n++) {
        scale_once(k, 1, k->low, k->high);
        scale_once(k, 0, k->low, k->high);
    }
}

static void write_scaled(Kernel *k)
{
    int *filled = k->count_of_column;
    for (int i = 0; i < k->height; i++) {
        for (int e = k->asked.start[i]; e < k->asked.start[i + 1]; e++) {
            int j = k->asked.place[e];
            if (fabs(k->asked.value[e]) <= NONE)
                continue;
            vectors_push(&k->rows, j, k->asked.value[e] * k->row_scale[i] * k->column_scale[j]);
            filled[j]++;
        }
        vectors_close(&k->rows);
    }
    for (int j = 0; j < k->width; j++) {
        k->columns.start[j + 1] = k->columns.start[j] + filled[j];
        filled[j] = k->columns.start[j];
    }
    for (int i = 0; i < k->height; i++)
        for (int e = k->rows.start[i]; e < k->rows.start[i + 1]; e++) {
            int to = filled[k->rows.place[e]]++;
            k->columns.place[to] = i;
            k->columns.value[to] = k->rows.value[e];
        }
    for (int i = 0; i < k->height; i++) {
        k->low[k->width + i] = -k->row_upper[i] * k->row_scale[i];
        k->high[k->width + i] = -k->row_lower[i] * k->row_scale[i];
    }
}

static void find_most_of_these(Kernel *k, const double *upper)
{
    for (int n = 0; n < k->side_entries; n++)
        k->most_of_these[k->these_of[n]] += upper[k->these[n]];
    for (int pair = 0; pair < k->pairs; pair++)
        k->most_of_these[pair] = fmax(k->most_of_these[pair], TINY);
}

/* Go on from another program's basis; rows that it has not are basic in their logical columns. */
static void adopt(Kernel *k, const Kernel *before)
{
    memcpy(k->at, before->at, (size_t)k->width);
    for (int i = 0; i < k->height && i < before->height; i++) {
        k->at[k->width + i] = before->at[before->width + i];
        if (before->basis[i] < k->width + k->height) {
            k->basis[i] = before->basis[i];
            k->weight[i] = before->weight[i];
        }
    }
}

int kernel_version(void)
{
    return KERNEL_VERSION;
}

/* A program, from the basis of another one of as many columns where that is given; NULL: no memory. */
Kernel *kernel_new(const Program *p, const Kernel *before)
{
    Kernel *k = calloc(1, sizeof(Kernel));
    if (!k)
        return NULL;
    k->width = p->width, k->height = p->height, k->trades = p->trades, k->pairs = p->pairs;
    k->side_entries = p->side_entries, k->is_priced = p->is_priced;
    copy_program(k, p);
    if (!is_copied(k) || ask_rows(k, p) || !make_room(k)) {
        kernel_free(k);
        return NULL;
    }
    find_scales(k, before);
    write_scaled(k);
    find_most_of_these(k, p->upper);
    forget_basis(k);
    if (before)
        adopt(k, before);
    return k;
}

void kernel_free(Kernel *k)
{
    Vectors *vectors[] = {&k->asked, &k->rows, &k->columns, &k->l, &k->u, &k->etas};
    void *others[] = {k->own_cost, k->cost, k->lower, k->upper, k->row_lower, k->row_upper, k->trade_column, k->fee,
                      k->price, k->these, k->these_of, k->most_of_these, k->pair_share, k->row_scale,
                      k->column_scale, k->weighed, k->low, k->high, k->at, k->is_done, k->basis, k->x, k->d,
                      k->weight, k->infeasible, k->l_row, k->u_row, k->eta_row, k->u_pivot, k->eta_pivot, k->rho,
                      k->column, k->flipped, k->tau, k->alpha, k->rho_rows, k->column_rows, k->touched,
                      k->candidates, k->chosen, k->count_of_column, k->count_of_row, k->row_begin, k->row_member,
                      k->queue};
    for (size_t n = 0; n < sizeof(vectors) / sizeof(*vectors); n++)
        vectors_end(vectors[n]);
    for (size_t n = 0; n < sizeof(others) / sizeof(*others); n++)
        free(others[n]);
    free(k);
}
