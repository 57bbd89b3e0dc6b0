using KpiApi.Engine.Columns.Encodings;

namespace KpiApi.Engine.Tests.Columns.Encodings;

public class NameDictionaryTests
{
    private readonly NameDictionaryBuilder _builder = new();

    [Fact]
    public void Dictionary_made_before_a_name_came_does_not_know_it()
    {
        _builder.Add("email");
        var before = _builder.ToImmutable();
        _builder.Add("chat");
        Assert.Equal((2, null, 1), (before.Count, before.Find("chat"), before.Find("email")));
        Assert.Equal((3, 2), (_builder.ToImmutable().Count, _builder.ToImmutable().Find("chat")));
    }

    [Fact]
    public void Name_that_no_row_has_any_more_is_let_go_and_its_code_is_used_again()
    {
        var code = _builder.Add("email");
        var before = _builder.ToImmutable();
        _builder.Remove(code);
        _builder.ReleaseUnused();
        var between = _builder.ToImmutable();
        Assert.Equal(code, _builder.Add("chat"));
        var after = _builder.ToImmutable();
        Assert.Equal((code, null, "email"), (before.Find("email"), before.Find("chat"), before.Name(code)));
        Assert.Equal((null, null, null), (between.Find("email"), between.Find("chat"), between.Name(code)));
        Assert.Equal((null, code, "chat"), (after.Find("email"), after.Find("chat"), after.Name(code)));
        Assert.Equal([["email"], [], ["chat"]], new[] { before, between, after }.Select(names => names.Names.ToArray()));
    }

    [Fact]
    public void Bytes_of_names_go_with_them()
    {
        _builder.Add("email");
        var before = _builder.ToImmutable().SizeBytes;
        Assert.InRange(before, 50, 200);
        var code = _builder.Add("chat");
        Assert.InRange(_builder.ToImmutable().SizeBytes, before + 50, before + 200);
        _builder.Remove(code);
        _builder.ReleaseUnused();
        Assert.Equal(before, _builder.ToImmutable().SizeBytes);
    }

    [Fact]
    public void Name_stays_while_any_row_has_it()
    {
        var code = _builder.Add("email");
        _builder.Add("email");
        _builder.Remove(code);
        _builder.ReleaseUnused();
        Assert.Equal(code, _builder.ToImmutable().Find("email"));
    }

    [Fact]
    public void Name_whose_last_row_goes_while_another_comes_stays()
    {
        var code = _builder.Add("email");
        _builder.Remove(code);
        _builder.Add("email");
        _builder.ReleaseUnused();
        Assert.Equal(code, _builder.ToImmutable().Find("email"));
    }

    [Fact]
    public void Fixed_names_are_never_let_go()
    {
        _builder.AddFixed(["open", "solved"]);
        _builder.Remove(1);
        _builder.ReleaseUnused();
        Assert.Equal(["open", "solved"], _builder.ToImmutable().Names);
    }

    /// <summary>More names than are remembered as recent, of every length, some with the same ends, some as one string and some as several.</summary>
    [Fact]
    public void Names_that_come_and_go_have_the_codes_and_rows_of_a_simple_index()
    {
        var random = new Random(7);
        var rows = new Dictionary<string, (int Code, int Rows)>();
        string[] names = [.. Enumerable.Range(0, 3_000).Select(n => $"same beginning {n} same end"), .. Enumerable.Range(0, 3_000).Select(n => $"{n}")];
        for (var round = 0; round < 40; round++)
        {
            foreach (var name in random.GetItems(names[..(150 * (round + 1))], 2_000))
            {
                var code = _builder.Add(random.Next(2) == 0 ? name : new string(name));
                var before = rows.GetValueOrDefault(name, (Code: code, Rows: 0));
                Assert.Equal(before.Code, code);
                rows[name] = (code, before.Rows + 1);
            }
            foreach (var (name, (code, count)) in rows.Where(_ => random.Next(3) == 0).ToArray())
            {
                for (var row = 0; row < count; row++)
                    _builder.Remove(code);
                rows.Remove(name);
            }
            _builder.ReleaseUnused();
            var dictionary = _builder.ToImmutable();
            Assert.Equal(rows.Keys.Order(), dictionary.Names.Order());
            Assert.All(rows, name => Assert.Equal(name.Value.Code, dictionary.Find(name.Key)));
        }
        Assert.True(rows.Count > 2_000);
    }

    [Fact]
    public void Restored_names_have_their_codes_and_rows_and_free_codes_are_used_first()
    {
        _builder.Restore(1, "email", 1);
        _builder.Restore(2, null, 0);
        _builder.Restore(3, "chat", 2);
        Assert.Equal([2, 4], [_builder.Add("phone"), _builder.Add("fax")]);
        _builder.Remove(1);
        _builder.Remove(3);
        _builder.ReleaseUnused();
        Assert.Equal(["phone", "chat", "fax"], _builder.ToImmutable().Names);
    }

    [Fact]
    public void Nothing_new_is_the_same_dictionary()
    {
        _builder.Add("email");
        var before = _builder.ToImmutable();
        _builder.Add("email");
        Assert.Same(before, _builder.ToImmutable());
    }

    /// <summary>Against a plain dictionary, over pages, with every tenth state kept and looked at once more in the end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Dictionaries_of_any_moment_keep_what_was_true_then(int seed)
    {
        var random = new Random(seed);
        var rows = new List<(string Name, int Code)>();
        var kept = new List<(NameDictionary Names, Dictionary<string, int> Expected)>();
        for (var round = 0; round < 100; round++)
        {
            for (var i = 0; i < 60; i++)
            {
                var name = $"n{random.Next(5000)}";
                rows.Add((name, _builder.Add(name)));
            }
            for (var i = random.Next(80); i > 0 && rows.Count > 0; i--)
            {
                var row = random.Next(rows.Count);
                _builder.Remove(rows[row].Code);
                rows.RemoveAt(row);
            }
            _builder.ReleaseUnused();
            if (round % 10 == 0)
                kept.Add((_builder.ToImmutable(), rows.DistinctBy(r => r.Name).ToDictionary(r => r.Name, r => r.Code)));
        }
        foreach (var (names, expected) in kept)
        {
            Assert.Equal(expected.Keys.Order(), names.Names.Order());
            Assert.All(Enumerable.Range(0, 5000).Select(n => $"n{n}"), name => Assert.Equal(expected.TryGetValue(name, out var code) ? code : null, names.Find(name)));
            Assert.All(expected, name => Assert.Equal(name.Key, names.Name(name.Value)));
        }
    }
}
