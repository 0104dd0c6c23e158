/* One linear program, kept from call to call:

       least cost x   where   lower <= x <= upper,   row_lower <= A x <= row_upper

   Inside, every row has a logical column, A x + s = 0 with -row_upper <= s <= -row_lower: columns are numbered first the
   structural ones (0 to width - 1), then the logical ones (width + row). What is called scaled is a power of two times
   what was asked, so that no figure is rounded by it. Nothing here looks at a clock, draws a number or depends on an
   address: the same calls give the same bits. */
#ifndef TRIMTAB_KERNEL_H
#define TRIMTAB_KERNEL_H

#include <stdint.h>

#define KERNEL_VERSION 4 /* as __init__.py: goes up with every change of what the two hand each other */
#define MOST_ETAS 24     /* then the basis is factored again */
#define OUTSIDE 1e8      /* scaled: where a nonbasic column stands whose better side has no end; certified afterwards */

enum { OPTIMAL = 0, EMPTY = 1, LOST = 2, NO_MEMORY = 3 };
enum { BASIC = 0, LOWER = 1, UPPER = 2 };

/* Sparse vectors one after the other: vector v has the entries start[v] to start[v + 1]. */
typedef struct {
    int *start, *place;
    double *value;
    int count, filled, room;
} Vectors;

/* Places of a vector by row that are not nought. */
typedef struct {
    int *row, count;
} Places;

/* A column that the dual step may reach: it does when the step is slack / size long. */
typedef struct {
    double slack, size;
    int column;
} Candidate;

/* What is handed over for a region, and what is answered (relaxation.py: Region, Point): all in one block of floats that
   the caller keeps. */
typedef struct {
    double *lower, *upper, *guess, *paid;
    double *values, *reduced, *duals, *objective, *bound, *constant, *steps;
} Block;

typedef struct {
    void *room;                             /* all arrays but what the factors need */
    int width, height, entries, trades, pairs, these_count, those_count, is_priced;
    Block block;

    /* as asked */
    double *own_cost, *own_upper, *row_lower, *row_upper, *fee, *price;
    Vectors asked;                          /* rows */
    int *trade_column, *these, *these_of, *those, *those_of;
    double *most_of_these;                  /* of each pair */
    double *cost, *lower, *upper;           /* of the region at hand, prices of lines and sides shared out */

    /* scaled */
    double *row_scale, *column_scale;
    Vectors rows, columns;
    double *weighed, *low, *high;           /* cost and ends of all columns */

    /* the basis */
    uint8_t *at;                            /* of each column: BASIC, LOWER, UPPER */
    double *way;                            /* of each column: 1 at its lower end, -1 at its upper, 0 if it stays */
    int *basis;                             /* of each row: the column that is basic there */
    double *x, *d;                          /* of each column: its value; its reduced cost, unless it is basic */
    double *weight;                         /* of each row: squared length of its row of the inverse */
    double *infeasible;                     /* of each row: squared distance of its basic column from its ends */
    Places beyond;                          /* rows that are, or were, infeasible */
    uint8_t *is_beyond;
    int is_any_free, is_any_outside;

    /* its factors: see factor.c */
    Vectors l, u, etas;
    int *l_row, *u_row, *eta_row;
    double *u_pivot, *eta_pivot;
    int is_factored;

    /* work */
    double *rho, *column, *flipped, *tau;   /* by row; nought between uses */
    Places rho_at, column_at, flipped_at, tau_at;
    double *alpha, *pair_share;             /* by column, nought between uses; by pair */
    int *touched, *widest;
    Candidate *candidates;
    int *chosen, *count_of_column, *count_of_row, *row_begin, *row_member, *queue;
    uint8_t *is_done;
    int64_t steps;                          /* since the program was made */
} Kernel;

/* As fmin and fmax, without a call. */
static inline double lesser(double one, double other)
{
    return one < other ? one : other;
}

static inline double greater(double one, double other)
{
    return one > other ? one : other;
}

/* program.c */
int kernel_version(void);
Kernel *kernel_new(const int32_t *ints, const double *floats, double *block, const Kernel *before);
void kernel_free(Kernel *kernel);

/* vectors.c */
int vectors_begin(Vectors *vectors, int count, int entries);
void vectors_end(Vectors *vectors);
void vectors_clear(Vectors *vectors);
int vectors_push(Vectors *vectors, int place, double value);
void vectors_close(Vectors *vectors);

/* factor.c */
int factor(Kernel *k);
void ftran(const Kernel *k, double *by_row, Places *at);
void btran(const Kernel *k, double *by_row, Places *at);
int add_eta(Kernel *k, int row, const double *by_row, const Places *at);

/* simplex.c */
void forget_basis(Kernel *k);
int run(Kernel *k, int64_t most_steps, int is_quick);

/* certificate.c */
double kernel_proven(const Kernel *k, double *duals, double *reduced);
int keeps_rows(const Kernel *k, const double *values);
int is_proven_empty(const Kernel *k, const double *multipliers, double *combined);

/* region.c */
int kernel_solve(Kernel *k, int has_guess);
void kernel_costs(const Kernel *k, double *cost);
double kernel_true_cost(const Kernel *k, const double *values);
int kernel_conflicts(const Kernel *k, const double *values, int32_t *one, int32_t *other);

#endif
