/* One linear program, kept from call to call:

       least cost x   where   lower <= x <= upper,   row_lower <= A x <= row_upper

   Inside, every row has a logical column, A x + s = 0 with -row_upper <= s <= -row_lower: columns are numbered first the
   structural ones (0 to width - 1), then the logical ones (width + row). What is called scaled is a power of two times
   what was asked, so that no figure is rounded by it. Nothing here looks at a clock, draws a number or depends on an
   address: the same calls give the same bits. */
#ifndef TRIMTAB_KERNEL_H
#define TRIMTAB_KERNEL_H

#include <stdint.h>

#define MOST_ETAS 64 /* then the basis is factored again */
#define OUTSIDE 1e8  /* scaled: where a nonbasic column stands whose better side has no end; certified afterwards */

enum { OPTIMAL = 0, EMPTY = 1, LOST = 2, NO_MEMORY = 3 };
enum { BASIC = 0, LOWER = 1, UPPER = 2 };

#define KERNEL_VERSION 2 /* as __init__.py: goes up with every change of what the two hand each other */

/* A program as it is asked (model.py: Arrays). */
typedef struct {
    int32_t width, height, trades, pairs, side_entries, is_priced;
    const double *cost, *lower, *upper, *row_lower, *row_upper;
    const int32_t *starts, *index;
    const double *value;
    const int32_t *trade_column, *these, *these_of;
    const double *fee, *price;
} Program;

/* A region that is asked about, and the answer (relaxation.py: Region, Point). `guess` may be none. */
typedef struct {
    const double *lower, *upper, *guess;
    const uint8_t *paid;
    double *values, *reduced, *duals;
    double objective, bound, constant; /* what is to be paid whatever is done is in all of them */
    int64_t steps;                     /* of the simplex method since the program was made */
} Exchange;

/* Sparse vectors one after the other: vector v has the entries start[v] to start[v + 1]. */
typedef struct {
    int *start, *place;
    double *value;
    int count, filled, room;
} Vectors;

typedef struct {
    int width, height, trades, pairs, side_entries, is_priced;

    /* as asked */
    double *cost, *lower, *upper;           /* of the region at hand */
    double *row_lower, *row_upper;
    Vectors asked;                          /* rows */
    double *own_cost;                       /* before the prices of lines and sides are shared out */
    int *trade_column, *these, *these_of;
    double *fee, *price, *most_of_these;

    /* scaled */
    double *row_scale, *column_scale;
    Vectors rows, columns;
    double *weighed, *low, *high;           /* cost and ends of all columns */

    /* the basis */
    uint8_t *at;                            /* of each column: BASIC, LOWER, UPPER */
    int *basis;                             /* of each row: the column that is basic there */
    double *x, *d;                          /* of each column: its value and its reduced cost */
    double *weight;                         /* of each row: squared length of its row of the inverse */
    double *infeasible;                     /* of each row: squared distance of its basic column from its ends */

    /* its factors: see factor.c */
    Vectors l, u, etas;
    int *l_row, *u_row, *eta_row;
    double *u_pivot, *eta_pivot;
    int is_factored;

    /* work */
    double *rho, *column, *flipped, *tau;   /* by row; nought between uses */
    double *alpha, *pair_share;             /* by column, nought between uses; by pair */
    int *rho_rows, *column_rows, *touched, *candidates;
    int *chosen, *count_of_column, *count_of_row, *row_begin, *row_member, *queue;
    uint8_t *is_done;
    int64_t steps, factorings;              /* since the program was made */
} Kernel;

/* program.c */
int kernel_version(void);
Kernel *kernel_new(const Program *program, const Kernel *before);
void kernel_free(Kernel *kernel);

/* vectors.c */
int vectors_begin(Vectors *vectors, int count, int entries);
void vectors_end(Vectors *vectors);
void vectors_clear(Vectors *vectors);
int vectors_push(Vectors *vectors, int place, double value);
void vectors_close(Vectors *vectors);

/* factor.c */
int factor(Kernel *k);
void ftran(const Kernel *k, double *by_row);
void btran(const Kernel *k, double *by_row);
int add_eta(Kernel *k, int row, const double *by_row, const int *list, int count);

/* simplex.c */
void forget_basis(Kernel *k);
int run(Kernel *k, int64_t most_steps);

/* certificate.c */
double kernel_proven(const Kernel *k, double *duals, double *reduced);
int keeps_rows(const Kernel *k, const double *values);
int is_proven_empty(const Kernel *k, const double *multipliers, double *combined);

/* region.c */
int kernel_solve(Kernel *k, Exchange *e);
void kernel_costs(const Kernel *k, double *cost);
double kernel_true_cost(const Kernel *k, const double *values);

#endif
