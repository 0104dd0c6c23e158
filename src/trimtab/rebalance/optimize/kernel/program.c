/* A program comes as it is asked, and is scaled; one of the same columns goes on from another's basis. */
#include "kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SMALL 1e-9 /* smaller entries have no say in the scales */
#define NONE 1e-13 /* smaller ones count for certificates only */
#define SCALINGS 3
#define TINY 1e-9

/* Memory that is handed out piece by piece; first without any, to know how much there must be. */
typedef struct {
    char *begin;
    size_t used;
} Room;

static void *piece(Room *room, int count, size_t size)
{
    void *at = room->begin ? room->begin + room->used : NULL;
    room->used += ((size_t)count * size + 15) & ~(size_t)15;
    return at;
}

static double *doubles(Room *room, int count)
{
    return piece(room, count, sizeof(double));
}

static int *ints(Room *room, int count)
{
    return piece(room, count, sizeof(int));
}

static void lay_out_asked(Kernel *k, Room *room)
{
    int n = k->width, m = k->height;
    k->own_cost = doubles(room, n), k->lower = doubles(room, n), k->own_upper = doubles(room, n);
    k->row_lower = doubles(room, m), k->row_upper = doubles(room, m);
    k->asked.value = doubles(room, k->entries);
    k->fee = doubles(room, k->trades), k->price = doubles(room, k->pairs);
    k->asked.start = ints(room, m + 1), k->asked.place = ints(room, k->entries);
    k->trade_column = ints(room, k->trades);
    k->these = ints(room, k->these_count), k->these_of = ints(room, k->these_count);
    k->those = ints(room, k->those_count), k->those_of = ints(room, k->those_count);
    k->most_of_these = doubles(room, k->pairs), k->pair_share = doubles(room, k->pairs);
    k->widest = ints(room, k->pairs);
    k->cost = doubles(room, n), k->upper = doubles(room, n);
    k->row_scale = doubles(room, m), k->column_scale = doubles(room, n);
    k->rows.start = ints(room, m + 1), k->columns.start = ints(room, n + 1);
    k->rows.place = ints(room, k->entries), k->columns.place = ints(room, k->entries);
    k->rows.value = doubles(room, k->entries), k->columns.value = doubles(room, k->entries);
    k->asked.room = k->rows.room = k->columns.room = k->entries;
}

static void lay_out_basis(Kernel *k, Room *room)
{
    int n = k->width, m = k->height, all = n + m;
    k->weighed = doubles(room, all), k->low = doubles(room, all), k->high = doubles(room, all);
    k->at = piece(room, all, 1), k->way = doubles(room, all), k->basis = ints(room, m);
    k->x = doubles(room, all), k->d = doubles(room, all);
    k->weight = doubles(room, m), k->infeasible = doubles(room, m);
    k->beyond.row = ints(room, m), k->is_beyond = piece(room, m, 1);
    k->l_row = ints(room, m), k->u_row = ints(room, m), k->eta_row = ints(room, MOST_ETAS);
    k->u_pivot = doubles(room, m), k->eta_pivot = doubles(room, MOST_ETAS);
    k->rho = doubles(room, m), k->column = doubles(room, m);
    k->flipped = doubles(room, m), k->tau = doubles(room, m);
    k->rho_at.row = ints(room, m), k->column_at.row = ints(room, m);
    k->flipped_at.row = ints(room, m), k->tau_at.row = ints(room, m);
    k->alpha = doubles(room, all), k->touched = ints(room, all);
    k->candidates = piece(room, all, sizeof(Candidate));
    k->chosen = ints(room, n), k->count_of_column = ints(room, n), k->count_of_row = ints(room, m);
    k->row_begin = ints(room, m + 1), k->row_member = ints(room, k->entries), k->queue = ints(room, all);
    k->is_done = piece(room, m, 1);
}

static int make_room(Kernel *k)
{
    Room room = {NULL, 0};
    lay_out_asked(k, &room);
    lay_out_basis(k, &room);
    room.begin = k->room = calloc(1, room.used + 1);
    room.used = 0;
    lay_out_asked(k, &room);
    lay_out_basis(k, &room);
    return !k->room || vectors_begin(&k->l, k->height, k->height) || vectors_begin(&k->u, k->height, k->entries) ||
           vectors_begin(&k->etas, MOST_ETAS, k->entries);
}

static const double *take_doubles(double *to, const double *from, int count)
{
    memcpy(to, from, sizeof(double) * (size_t)count);
    return from + count;
}

static const int32_t *take_ints(int *to, const int32_t *from, int count)
{
    memcpy(to, from, sizeof(int) * (size_t)count);
    return from + count;
}

/* In the order in which __init__.py hands them over. */
static void take_program(Kernel *k, const int32_t *counts, const double *floats)
{
    floats = take_doubles(k->own_cost, floats, k->width);
    floats = take_doubles(k->lower, floats, k->width);
    floats = take_doubles(k->own_upper, floats, k->width);
    floats = take_doubles(k->row_lower, floats, k->height);
    floats = take_doubles(k->row_upper, floats, k->height);
    floats = take_doubles(k->asked.value, floats, k->entries);
    floats = take_doubles(k->fee, floats, k->trades);
    floats = take_doubles(k->price, floats, k->pairs);
    counts = take_ints(k->asked.start, counts, k->height + 1);
    counts = take_ints(k->asked.place, counts, k->entries);
    counts = take_ints(k->trade_column, counts, k->trades);
    counts = take_ints(k->these, counts, k->these_count);
    counts = take_ints(k->these_of, counts, k->these_count);
    counts = take_ints(k->those, counts, k->those_count);
    counts = take_ints(k->those_of, counts, k->those_count);
    memcpy(k->cost, k->own_cost, sizeof(double) * (size_t)k->width);
    memcpy(k->upper, k->own_upper, sizeof(double) * (size_t)k->width);
    for (int pair = 0; pair < k->pairs; pair++)
        k->is_priced |= k->price[pair] != 0.0;
}

static Block block_of(const Kernel *k, double *at)
{
    Block b;
    b.lower = at, at += k->width;
    b.upper = at, at += k->width;
    b.guess = at, at += k->trades;
    b.paid = at, at += k->pairs;
    b.values = at, at += k->width;
    b.reduced = at, at += k->width;
    b.duals = at, at += k->height;
    b.objective = at, b.bound = at + 1, b.constant = at + 2, b.steps = at + 3;
    return b;
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
    for (int n = 0; n < count; n++) {
        most[n] = 0.0;
        least[n] = INFINITY;
    }
    for (int i = 0; i < k->height; i++)
        for (int e = k->asked.start[i]; e < k->asked.start[i + 1]; e++) {
            int j = k->asked.place[e], n = is_row ? i : j;
            double size = fabs(k->asked.value[e]);
            if (size <= SMALL)
                continue;
            size *= is_row ? k->column_scale[j] : k->row_scale[i];
            most[n] = size > most[n] ? size : most[n];
            least[n] = size < least[n] ? size : least[n];
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
}

static void find_most_of_these(Kernel *k)
{
    for (int n = 0; n < k->these_count; n++)
        k->most_of_these[k->these_of[n]] += k->own_upper[k->these[n]];
    for (int pair = 0; pair < k->pairs; pair++)
        k->most_of_these[pair] = greater(k->most_of_these[pair], TINY);
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
Kernel *kernel_new(const int32_t *counts, const double *floats, double *block, const Kernel *before)
{
    Kernel *k = calloc(1, sizeof(Kernel));
    if (!k)
        return NULL;
    k->width = counts[0], k->height = counts[1], k->entries = counts[2], k->trades = counts[3];
    k->pairs = counts[4], k->these_count = counts[5], k->those_count = counts[6];
    if (make_room(k)) {
        kernel_free(k);
        return NULL;
    }
    take_program(k, counts + 7, floats);
    k->block = block_of(k, block);
    find_scales(k, before);
    write_scaled(k);
    find_most_of_these(k);
    forget_basis(k);
    if (before)
        adopt(k, before);
    return k;
}

void kernel_free(Kernel *k)
{
    vectors_end(&k->l);
    vectors_end(&k->u);
    vectors_end(&k->etas);
    free(k->room);
    free(k);
}
