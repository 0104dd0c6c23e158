/* What in a point of the relaxation is not yet as the whole program wants it, and how regions are narrowed to settle it
   (doubts.py says what each is for). Everything here reads arrays that the caller owns; nothing is allocated. */
#ifndef TRIMTAB_DOUBTS_H
#define TRIMTAB_DOUBTS_H

#include <stdint.h>

#define NOUGHT 1e-6 /* of a trade, as relaxation.py: what tolerances leave of one that is none */
#define NOISE 1e-6  /* of a row or a whole number: the solver's tolerance */
#define TINY 1e-12  /* of a yes or no: what rounding leaves */

/* Kinds of doubt, as doubts.py. */
enum { NONE = 0, CHOICE = 1, SIDES = 2, LINE = 3, PART = 4, SMALL = 5 };

/* A program (model.py: Arrays), room for what is worked out of it, and pointers into that room. */
typedef struct {
    int32_t width, height, trades, pairs, these_count, those_count;
    const double *lower, *upper, *row_lower, *row_upper;
    const int32_t *starts, *index;
    const double *value, *cost;
    const uint8_t *integral;
    const int32_t *column;                                         /* of each trade */
    const double *least, *step, *whole, *rest, *fee, *worth;
    const double *price;
    const int32_t *these, *these_of, *those, *those_of;
    int32_t *ints;   /* 5 times as many as `most` */
    double *numbers; /* 10 times */
    uint8_t *flags;  /* 6 times */
    int32_t most;    /* more than columns, rows, trades or pairs */

    /* worked out once */
    int32_t choices, are_many, is_priced;
    int32_t *choice;                /* columns that are yes or no */
    int32_t *choice_of, *trade_of;  /* of each column, -1: none */
    uint8_t *has_choice, *has_own;  /* of each row */
    uint8_t *is_own;                /* of each column: in one row alone, neither a trade nor yes or no */
    uint8_t *is_apart;              /* of each trade: its rounding is all that columns of its rows' own have to take */

    /* room to work in */
    uint8_t *is_used;               /* of each pair's these, then of each pair's those */
    double *no, *yes;               /* of each choice: by how much it would break rows; of each trade: how far it is to
                                       its ends */
    double *share;                  /* of each pair */
    double *down, *up;              /* of each trade: the whole steps below and above */
    double *below, *above;          /* of each trade: what going there would cost */
    double *key;                    /* to order trades or pairs by */
    int32_t *list;                  /* of trades or pairs */
    int32_t *order;                 /* of what gives way in a row */
    double *room, *cheap;           /* how far each of those does, at what price */
} Doubts;

typedef struct {
    double *lower, *upper;
    uint8_t *paid;
} Region;

/* look.c */
int is_small(const Doubts *d, int trade, double traded);
int is_part(const Doubts *d, int trade, double traded);
int sides_used(const Doubts *d, const double *values);
int side_shares(const Doubts *d, const double *values);
void ends(const Doubts *d, int trade, double traded, double *down, double *up);
double most_of(const Doubts *d, int column);
void order_by_key(int32_t *list, int count, const double *key);

/* choices.c */
void broken(const Doubts *d, const double *values);
int choice_in_doubt(const Doubts *d, const Region *region, const double *values, int32_t *found);
int soft_choice(const Doubts *d, const Region *region, const double *values);

/* rounding.c */
void rounding_costs(const Doubts *d, const Region *region, const double *values, const double *reduced,
                    const double *duals, const double *by, double *cost);

#endif
