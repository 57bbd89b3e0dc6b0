using KpiApi.Engine.Columns.Encodings;

namespace KpiApi.Engine.Tests.Columns.Encodings;

/// <summary>A column spliced is the column decoded, changed and encoded again, to the byte.</summary>
public class ColumnEditTests
{
    private const long Null = LongColumn.Null;
    private const int Runs = 20_000;

    /// <summary>Numbers that make columns of every width and unit, with and without nulls, or of one value only.</summary>
    private static readonly Func<Random, long>[] s_numbers =
    [
        _ => Null,
        _ => 5_000,
        r => r.Next(2) == 0 ? 5_000 : Null,
        r => r.Next(200),
        r => 1_000 * r.Next(200),
        r => 1_000 * r.Next(60_000),
        r => r.Next(20) == 0 ? Null : 1_760_000_000_000 + 1_000L * r.Next(40_000_000),
        r => r.Next(50) == 0 ? r.Next() : 1_000 * r.Next(3),
        r => r.NextInt64(),
        r => r.Next(3) switch { 0 => Null, 1 => long.MinValue, _ => long.MaxValue - 1 },
    ];

    private static readonly Func<Random, int>[] s_codes =
        [_ => 0, _ => 7, r => r.Next(2), r => r.Next(256), r => r.Next(30) == 0 ? 256 : 3, r => r.Next(65_536), r => r.Next(40) == 0 ? 65_536 : 9, r => r.Next()];

    [Fact]
    public void Number_column_spliced_equals_the_one_encoded_again()
    {
        var (shared, spliced, refused) = (0, 0, 0);
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var (edit, removed) = Edit(random);
            var old = Values(random, edit.OldRows, s_numbers, s_numbers[0]);
            var fresh = Fresh(random, edit, removed, old, s_numbers);
            var column = LongColumn.Encode(old, 1000);
            var expected = column.Rewrite(edit, fresh, 1000);
            Assert.True(Composed(edit, old, fresh).SequenceEqual(Decoded(expected)), $"seed {seed}");
            if (column.Splice(edit, fresh, 1000) is not { } actual)
            {
                refused++;
                continue;
            }
            _ = ReferenceEquals(actual, column) ? shared++ : spliced++;
            Assert.True(Decoded(expected).SequenceEqual(Decoded(actual)), $"seed {seed}");
            Assert.True(
                (expected.Length, expected.Min, expected.Max, expected.HasNulls, expected.SizeBytes) == (actual.Length, actual.Min, actual.Max, actual.HasNulls, actual.SizeBytes),
                $"seed {seed}");
        }
        AssertOften(shared, spliced, refused);
    }

    [Fact]
    public void Code_column_spliced_equals_the_one_encoded_again()
    {
        var (shared, spliced, refused) = (0, 0, 0);
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var (edit, removed) = Edit(random);
            var old = Values(random, edit.OldRows, s_codes, s_codes[0]);
            var fresh = Fresh(random, edit, removed, old, s_codes);
            var column = CodeColumn.Encode(old);
            var expected = column.Rewrite(edit, fresh);
            Assert.True(Composed(edit, old, fresh).SequenceEqual(Decoded(expected)), $"seed {seed}");
            if (column.Splice(edit, fresh) is not { } actual)
            {
                refused++;
                continue;
            }
            _ = ReferenceEquals(actual, column) ? shared++ : spliced++;
            Assert.True(Decoded(expected).SequenceEqual(Decoded(actual)), $"seed {seed}");
            Assert.True((expected.Length, expected.SizeBytes) == (actual.Length, actual.SizeBytes), $"seed {seed}");
        }
        AssertOften(shared, spliced, refused);
    }

    [Fact]
    public void Id_column_spliced_has_the_ids_in_order()
    {
        for (var seed = 0; seed < Runs / 10; seed++)
        {
            var random = new Random(seed);
            var (edit, removed) = Edit(random);
            string[] ids = ["", "a", "T-1", "Zoë", "李"];
            var old = Enumerable.Range(0, edit.OldRows).Select(_ => ids[random.Next(ids.Length)]).ToArray();
            var isSame = edit.KeepsPlaces && random.Next(2) == 0;
            var fresh = isSame ? removed.Select(row => old[row]).ToArray() : Enumerable.Range(0, edit.FreshRows).Select(_ => ids[random.Next(ids.Length)]).ToArray();
            var column = IdColumnTests.Column(old);
            var actual = column.Splice(edit, IdColumnTests.Column(fresh));
            Assert.True(Composed(edit, old, fresh).SequenceEqual(Enumerable.Range(0, actual.Length).Select(row => actual[row])), $"seed {seed}");
            Assert.True(!isSame || ReferenceEquals(actual, column), $"seed {seed}");
        }
    }

    /// <summary>Up to 60 owners with up to 3 rows each; some get others, some new ones come after. Also which old rows go.</summary>
    private static (RowEdit Edit, List<int> Removed) Edit(Random random)
    {
        var rows = Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(4)).ToList();
        var owners = rows.SelectMany((count, owner) => Enumerable.Repeat(owner, count)).ToArray();
        var (often, keeps) = (random.Next(1, 12), random.Next(3) == 0);
        var changes = rows.Index().Where(_ => random.Next(often) == 0).Select(o => (o.Index, keeps ? o.Item : random.Next(4))).ToList();
        changes.AddRange(Enumerable.Range(rows.Count, keeps ? 0 : random.Next(5)).Select(owner => (owner, random.Next(4))));
        var changed = changes.Select(c => c.Item1).ToHashSet();
        return (new RowEdit(CodeColumn.Encode(owners), [.. changes.Select(c => c.Item1)], [.. changes.Select(c => c.Item2)]), [.. owners.Index().Where(o => changed.Contains(o.Item)).Select(o => o.Index)]);
    }

    /// <summary>The value of each row as the edit is meant, worked out row by row.</summary>
    private static List<T> Composed<T>(RowEdit edit, T[] old, T[] fresh)
    {
        var rows = edit.Stretches.ToArray().SelectMany(s => Enumerable.Range(s.Start, s.Count).Select(row => (s.IsFresh ? fresh : old)[row])).ToList();
        Assert.Equal(edit.NewRows, rows.Count);
        return rows;
    }

    private static T[] Fresh<T>(Random random, RowEdit edit, List<int> removed, T[] old, Func<Random, T>[] kinds)
    {
        if (edit.KeepsPlaces && random.Next(3) == 0)
            return [.. removed.Select(row => old[row])];
        return random.Next(3) > 0 && old.Length > 0
            ? [.. Enumerable.Range(0, edit.FreshRows).Select(_ => old[random.Next(old.Length)])]
            : Values(random, edit.FreshRows, kinds, kinds[random.Next(kinds.Length)]);
    }

    private static T[] Values<T>(Random random, int count, Func<Random, T>[] kinds, Func<Random, T> other)
    {
        var kind = kinds[random.Next(kinds.Length)];
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(25) == 0 && random.Next(2) == 0 ? other(random) : kind(random))];
    }

    private static long[] Decoded(LongColumn column)
    {
        var values = new long[column.Length];
        column.Decode(values);
        return values;
    }

    private static int[] Decoded(CodeColumn column)
    {
        var codes = new int[column.Length];
        column.Decode(codes);
        return codes;
    }

    /// <summary>So that the test cannot pass by one way never being gone.</summary>
    private static void AssertOften(params int[] counts) => Assert.All(counts, count => Assert.True(count > Runs / 50, string.Join(", ", counts)));
}
