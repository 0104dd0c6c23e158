/* Sparse vectors one after the other, as many as they were begun for, of any length. */
#include "kernel.h"

#include <stdlib.h>

/* Room for `count` vectors. Not nought: no memory. */
int vectors_begin(Vectors *v, int count, int entries)
{
    v->count = v->filled = 0;
    v->room = entries + 1;
    v->start = calloc((size_t)count + 1, sizeof(int));
    v->place = malloc(sizeof(int) * (size_t)v->room);
    v->value = malloc(sizeof(double) * (size_t)v->room);
    return !v->start || !v->place || !v->value;
}

void vectors_end(Vectors *v)
{
    free(v->start);
    free(v->place);
    free(v->value);
}

void vectors_clear(Vectors *v)
{
    v->count = v->filled = 0;
}

/* Add an entry to the vector that is still open. Not nought: no memory. */
int vectors_push(Vectors *v, int place, double value)
{
    if (v->filled == v->room) {
        int *places = realloc(v->place, sizeof(int) * 2 * (size_t)v->room);
        if (places)
            v->place = places;
        double *values = realloc(v->value, sizeof(double) * 2 * (size_t)v->room);
        if (values)
            v->value = values;
        if (!places || !values)
            return 1;
        v->room *= 2;
    }
    v->place[v->filled] = place;
    v->value[v->filled++] = value;
    return 0;
}

/* The open vector is complete. */
void vectors_close(Vectors *v)
{
    v->start[++v->count] = v->filled;
}
